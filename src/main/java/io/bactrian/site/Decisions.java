package io.bactrian.site;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.HubApplier;
import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.apply.Resolution;
import io.bactrian.apply.Wait;
import io.bactrian.apply.WaitText;
import io.bactrian.apply.Write;
import io.bactrian.changelog.StoredConflict;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.config.SiteConfiguration.Partner;
import io.bactrian.conflict.Conflict;
import io.bactrian.database.ApplyTransactions;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * What waits for a person at a hub, and deciding it. It works beside a running site: a decision is
 * a write of the hub, or a parked change tried once more, and goes out like any other. Thread-safe.
 */
public final class Decisions {
  private static final int SHOWN = 10_000;
  private static final int SHORT = 12;

  private final Site site;
  private final Map<String, HubApplier> judges;
  private final ApplyTransactions transactions;
  private final Clock clock;

  Decisions(
      Site site, Map<String, HubApplier> judges, ApplyTransactions transactions, Clock clock) {
    this.site = site;
    this.judges = Map.copyOf(judges);
    this.transactions = transactions;
    this.clock = clock;
  }

  /** Open conflicts, then parked changes. */
  public List<OpenQuestion> open() {
    return questions(true);
  }

  /** The newest conflicts, decided ones included, then parked changes. */
  public List<OpenQuestion> all() {
    return questions(false);
  }

  private List<OpenQuestion> questions(boolean openOnly) {
    List<OpenQuestion> open = new ArrayList<>();
    site.conflicts().list(openOnly, SHOWN).forEach(conflict -> open.add(question(conflict)));
    parked().forEach((id, waits) -> open.add(question(id, waits)));
    return open;
  }

  /**
   * The one whose id is or begins with this.
   *
   * @throws IllegalStateException when there is none, or more than one
   */
  public OpenQuestion find(String id) {
    return only(open(), id);
  }

  /** The same among all, decided ones included. */
  public OpenQuestion findAny(String id) {
    return only(all(), id);
  }

  /** As {@link #find} takes it. */
  public static String abbreviated(String id) {
    return id.substring(0, Math.min(id.length(), SHORT));
  }

  private static OpenQuestion only(List<OpenQuestion> among, String id) {
    List<OpenQuestion> found =
        among.stream().filter(question -> question.id().startsWith(id)).toList();
    if (found.size() != 1) {
      throw new IllegalStateException(
          "%s conflict or parked change begins with `%s`. Nothing was decided. `bactrian conflicts list` shows the ids."
              .formatted(found.isEmpty() ? "No open" : "More than one", id));
    }
    return found.get(0);
  }

  private static OpenQuestion question(StoredConflict stored) {
    ConflictRecord record = stored.record();
    Conflict conflict = record.conflict();
    return new OpenQuestion(
        record.id(),
        stored.open() ? "manual" : "decided",
        conflict.spoke(),
        conflict.table(),
        conflict.columns(),
        conflict.kind().name().toLowerCase(java.util.Locale.ROOT).replace('_', '/') + how(stored),
        conflict.base(),
        conflict.ours(),
        conflict.theirs());
  }

  private static String how(StoredConflict stored) {
    if (stored.open()) {
      return "; the hub's row stands meanwhile";
    }
    return stored.closing() == null
        ? "; decided by the rule `%s`".formatted(stored.record().decision().rule())
        : "; decided by %s".formatted(stored.closing().by());
  }

  private Map<String, List<Wait>> parked() {
    Map<String, List<Wait>> parked = new LinkedHashMap<>();
    for (Partner partner : site.configuration().partners()) {
      site.storedStreams().waits(partner.id()).stream()
          .filter(wait -> wait.kind() == Wait.Kind.PARKED)
          .forEach(wait -> parked.computeIfAbsent(id(wait), k -> new ArrayList<>()).add(wait));
    }
    return parked;
  }

  private Item.Change change(Wait wait) {
    return WaitText.parse(site.storedStreams().whole(wait).payload());
  }

  /** The same for all that waits of one row. */
  private static String id(Wait wait) {
    String row = wait.stream() + '\n' + wait.table() + '\n' + wait.key().text();
    return UUID.nameUUIDFromBytes(row.getBytes(StandardCharsets.UTF_8)).toString();
  }

  private OpenQuestion question(String id, List<Wait> waits) {
    Wait first = waits.get(0);
    Item.Change change = change(first);
    Item.Change last = change(waits.get(waits.size() - 1));
    Table table = change.table();
    return new OpenQuestion(
        id,
        "parked",
        first.stream(),
        table,
        IntStream.range(0, table.width()).boxed().toList(),
        first.reason(),
        change.before(),
        null,
        last.after());
  }

  /** Decides for one side. */
  public String decide(String id, boolean theirs, String by) {
    return decide(id, List.of(theirs ? "theirs" : "ours"), by);
  }

  /**
   * Decides one.
   *
   * @param choice {@code ours}, {@code theirs}, or, for a conflict, values as {@code column=value}
   * @return what was done, in words
   * @throws IllegalStateException when it is not open, the choice is none, or the database refuses
   */
  public String decide(String id, List<String> choice, String by) {
    OpenQuestion question = find(id);
    return question.what().equals("manual")
        ? resolve(question, choice, by)
        : settle(question, choice, by);
  }

  private String resolve(OpenQuestion question, List<String> choice, String by) {
    ConflictRecord record =
        site.conflicts().find(question.id()).map(StoredConflict::record).orElseThrow();
    Resolution resolution = resolution(choice);
    Optional<Write> written;
    try (ApplyTransaction tx = transactions.open()) {
      written = resolution.apply(tx, record);
    } catch (IllegalArgumentException | Resolution.RefusedException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
    site.conflicts().close(question.id(), by, String.join(" ", choice), clock.instant());
    return written.isPresent()
        ? "Decided: the row is written and goes to every site that sees it."
        : "Decided: the row is as chosen already.";
  }

  private static Resolution resolution(List<String> choice) {
    if (choice.equals(List.of("ours"))) {
      return Resolution.ours();
    }
    if (choice.equals(List.of("theirs"))) {
      return Resolution.theirs();
    }
    Map<String, String> values = new HashMap<>();
    for (String part : choice) {
      int equals = part.indexOf('=');
      if (equals < 1) {
        throw new IllegalStateException(
            "`%s` is no choice. Nothing was decided. Say ours, theirs, or column=value."
                .formatted(part));
      }
      values.put(part.substring(0, equals), part.substring(equals + 1));
    }
    return Resolution.values(values);
  }

  private String settle(OpenQuestion question, List<String> choice, String by) {
    boolean accept = choice.equals(List.of("theirs"));
    if (!accept && !choice.equals(List.of("ours"))) {
      throw new IllegalStateException(
          "A parked change is decided by `theirs` (tried again) or `ours` (given up). Nothing was decided.");
    }
    RowId row = new RowId(question.table().name(), parkedKey(question));
    try (ApplyTransaction tx = transactions.open()) {
      judges.get(question.spoke()).settle(tx, row, accept, by);
    }
    boolean stays = parked().containsKey(question.id());
    return stays
        ? "Tried again, and refused again: it stays parked. `bactrian conflicts show "
            + abbreviated(question.id())
            + "` says why."
        : accept
            ? "Decided: the change is written, and its spoke is told."
            : "Decided: the change is given up; it stays in the conflict records.";
  }

  private static io.bactrian.changeset.Key parkedKey(OpenQuestion question) {
    return question.table().keyOf(question.theirs() != null ? question.theirs() : question.base());
  }
}

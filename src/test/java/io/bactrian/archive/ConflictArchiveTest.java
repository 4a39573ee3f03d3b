package io.bactrian.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.apply.ConflictCounts;
import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.changelog.Act;
import io.bactrian.changelog.ChangelogStore;
import io.bactrian.changelog.ConflictLog;
import io.bactrian.changelog.ConflictNotes;
import io.bactrian.changelog.ConflictPurge;
import io.bactrian.changelog.Note;
import io.bactrian.changelog.RulesHistory;
import io.bactrian.changelog.StoredConflict;
import io.bactrian.changeset.Column;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Conflict;
import io.bactrian.conflict.Decision;
import io.bactrian.conflict.Kind;
import io.bactrian.conflict.RulesText;
import io.bactrian.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes to the archive, and that nothing goes before it is there. */
class ConflictArchiveTest {
  private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
  private static final Table ITEM =
      new Table(
          "item",
          List.of(
              new Column("id", LogicalType.INTEGER, "bigint", 0, -1, false, true),
              new Column("name", LogicalType.TEXT, "text", 0, -1, true, false)));

  @TempDir private Path dir;
  private ChangelogStore store;
  private ConflictLog conflicts;
  private ConflictNotes notes;
  private final List<Map<String, ConflictCounts>> uncounted = new ArrayList<>();
  private boolean dies;

  @BeforeEach
  void open() {
    store = ChangelogStore.embedded(dir.resolve("store"), Duration.ofSeconds(30));
    conflicts = new ConflictLog(store);
    notes = new ConflictNotes(store, () -> UUID.randomUUID().toString());
  }

  @AfterEach
  void close() {
    store.close();
  }

  private ConflictArchive archive(Integer days, Integer most) {
    return new ConflictArchive(
        conflicts,
        notes,
        new ConflictPurge(store),
        new RulesHistory(store),
        new ConflictArchive.Policy(
            Optional.ofNullable(days).map(Duration::ofDays), Optional.ofNullable(most), folder()),
        () -> Set.of("waits"),
        gone -> {
          uncounted.add(gone);
          if (dies) {
            throw new IllegalStateException("killed here");
          }
        },
        Clock.fixed(NOON, ZoneOffset.UTC));
  }

  private Path folder() {
    return dir.resolve("archive");
  }

  private void saved(String id, int daysAgo, boolean open, String name) {
    Row base = Row.of("1", "a");
    Conflict conflict =
        new Conflict(Kind.UPDATE_UPDATE, ITEM, List.of(1), base, base.with(1, name), base, "c1");
    Decision decision = new Decision(base, open ? "manual" : "hub", 3, open);
    conflicts.save(
        List.of(new ConflictRecord(id, 7, conflict, decision)),
        NOON.minus(Duration.ofDays(daysAgo)));
  }

  private static Act decided(int daysAgo) {
    return new Act(
        Act.Kind.DECIDED,
        "ann",
        "theirs",
        "as c1 says",
        NOON.minus(Duration.ofDays(daysAgo)),
        ITEM,
        Row.of("1", "a"),
        null);
  }

  private List<String> left() {
    return conflicts.list(false, 99).stream().map(one -> one.record().id()).toList();
  }

  private List<JsonObject> archived() throws Exception {
    List<JsonObject> all = new ArrayList<>();
    for (Path file : files()) {
      for (String line : Files.readAllLines(file)) {
        all.add((JsonObject) Jsoner.deserialize(line));
      }
    }
    return all;
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder())) {
      return files.sorted().toList();
    }
  }

  @Test
  void decided_ones_that_are_older_go_with_all_that_is_known_of_them() throws Exception {
    saved("old", 40, true, "\ud83d\udc2a <&\" \u0007");
    conflicts.add("old", decided(31));
    notes.add("old", new Note("bob", "whose name is it?", NOON.minus(Duration.ofDays(35))));
    saved("rule", 31, false, "x");
    saved("open", 90, true, "x");
    saved("lately", 90, true, "x");
    conflicts.add("lately", decided(2));
    saved("new", 2, false, "x");
    ConflictArchive archive = archive(30, null);
    archive.request();
    assertThat(archive.isRequested()).isTrue();
    archive.run();
    assertThat(archive.isRequested()).isFalse();
    assertThat(left()).containsExactlyInAnyOrder("open", "lately", "new");
    assertThat(uncounted)
        .singleElement()
        .satisfies(by -> assertThat(by.get("c1").records()).isEqualTo(2));
    assertThat(notes.of("old")).isEmpty();
    assertThat(archived()).extracting(one -> one.getString("id")).containsExactly("old", "rule");
    JsonObject old = archived().get(0);
    assertThat(((JsonObject) old.get("ours")).getString("name"))
        .isEqualTo("\ud83d\udc2a <&\" \u0007");
    JsonObject act = (JsonObject) ((JsonArray) old.get("acts")).get(0);
    assertThat(act.getString("by")).isEqualTo("ann");
    assertThat(act.getString("note")).isEqualTo("as c1 says");
    assertThat(act).containsKey("before").containsEntry("after", null);
    assertThat(((JsonObject) ((JsonArray) old.get("notes")).get(0)).getString("text"))
        .isEqualTo("whose name is it?");
    assertThat(old.getString("rule") + old.get("version") + old.getString("kind"))
        .isEqualTo("manual3update/update");
    assertThat(files().get(0).getFileName().toString())
        .matches("conflicts-2026-03-22-[0-9a-f]{16}\\.jsonl");
  }

  @Test
  void of_more_than_are_kept_the_oldest_go_and_without_a_policy_none() throws Exception {
    for (int i = 1; i <= 5; i++) {
      saved("k" + i, i, false, "x");
    }
    saved("open", 50, true, "x");
    ConflictArchive none = archive(null, null);
    none.request();
    assertThat(none.isRequested()).isFalse();
    none.run();
    assertThat(left()).hasSize(6);
    archive(null, 3).run();
    assertThat(left()).containsExactlyInAnyOrder("k1", "k2", "k3", "open");
    assertThat(archived()).extracting(one -> one.getString("id")).containsExactly("k5", "k4");
  }

  @Test
  void what_cannot_be_written_stays_and_is_tried_again() throws Exception {
    saved("old", 40, false, "x");
    Files.writeString(folder(), "a file where the folder should be");
    ConflictArchive archive = archive(30, null);
    archive.request();
    assertThatThrownBy(archive::run)
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("They were not deleted");
    assertThat(left()).containsExactly("old");
    assertThat(uncounted).isEmpty();
    assertThat(archive.isRequested()).isTrue();
    Files.delete(folder());
    archive.run();
    assertThat(left()).isEmpty();
  }

  @Test
  void a_run_that_dies_after_writing_is_completed_without_a_second_copy() throws Exception {
    saved("old", 40, false, "y".repeat(1 << 19));
    dies = true;
    assertThatThrownBy(archive(30, null)::run).hasMessage("killed here");
    assertThat(left()).containsExactly("old");
    List<Path> first = files();
    dies = false;
    Files.writeString(folder().resolve(".part"), "half a line of a killed run");
    archive(30, null).run();
    assertThat(left()).isEmpty();
    assertThat(files()).isEqualTo(first).hasSize(1);
    assertThat(((JsonObject) archived().get(0).get("ours")).getString("name"))
        .as("whole, though it is too large for a document of the store")
        .hasSize(1 << 19);
  }

  @Test
  void rules_go_to_the_archive_after_the_last_record_that_they_decided() throws Exception {
    RulesHistory rules = new RulesHistory(store);
    String text = "version: 3 # \u00fcber";
    RulesText old = new RulesText(List.of(new RulesText.File("conflict-rules/hq.yaml", text)));
    rules.keep(old, Set.of(3), NOON.minus(Duration.ofDays(50)));
    rules.keep(new RulesText(List.of()), Set.of(0), NOON.minus(Duration.ofDays(35)));
    saved("old", 40, false, "x");
    saved("new", 2, false, "x");
    archive(30, null).run();
    assertThat(rules.of(3)).as("`new` was decided by them").hasSize(1);
    archive(1, null).run();
    assertThat(rules.of(3)).isEmpty();
    assertThat(rules.of(0)).as("those in use").hasSize(1);
    JsonObject line = archived().get(2);
    assertThat(((JsonObject) line.get("files")).getString("conflict-rules/hq.yaml"))
        .isEqualTo(text);
    assertThat(files().get(2).getFileName().toString())
        .matches("rules-2026-03-12-[0-9a-f]{16}\\.jsonl");
  }

  @Test
  void what_somebody_undoes_meanwhile_stays() {
    saved("old", 40, false, "x");
    ConflictPurge purge = new ConflictPurge(store);
    Instant month = NOON.minus(Duration.ofDays(30));
    long gone =
        purge.run(
            new ConflictPurge.Which(month, month, null),
            1,
            batch -> conflicts.add("old", decided(0)));
    assertThat(gone).isZero();
    assertThat(conflicts.find("old").map(StoredConflict::acts).orElseThrow()).hasSize(1);
  }

  private void noted(String question, int daysAgo, String text) {
    notes.add(question, new Note("ann", text, NOON.minus(Duration.ofDays(daysAgo))));
  }

  private List<String> noteLines() throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder())) {
      for (Path file :
          files.filter(f -> f.getFileName().toString().startsWith("notes-")).toList()) {
        lines.addAll(Files.readAllLines(file));
      }
    }
    return lines;
  }

  @Test
  void notes_about_rows_that_wait_no_longer_go_to_the_archive_by_age() throws Exception {
    saved("open", 50, true, "x");
    noted("settled", 40, "ask c1");
    noted("settled", 1, "it was right");
    noted("waits", 40, "still");
    noted("open", 40, "why");
    archive(30, null).run();
    assertThat(noteLines())
        .singleElement()
        .asString()
        .contains("\"question\":\"settled\"", "ask c1", "ann");
    assertThat(notes.of("settled")).extracting(Note::text).containsExactly("it was right");
    assertThat(notes.of("waits")).hasSize(1);
    assertThat(notes.of("open")).hasSize(1);
  }

  @Test
  void notes_about_rows_that_wait_no_longer_go_by_number_and_stay_when_they_cannot_be_written()
      throws Exception {
    noted("settled", 3, "one");
    noted("settled", 2, "two");
    noted("other", 1, "three");
    Files.writeString(folder(), "no folder");
    assertThatThrownBy(() -> archive(null, 1).run()).isInstanceOf(ProblemException.class);
    assertThat(notes.of("settled")).hasSize(2);
    Files.delete(folder());
    archive(null, 1).run();
    assertThat(noteLines()).hasSize(2);
    assertThat(notes.of("settled")).isEmpty();
    assertThat(notes.of("other")).hasSize(1);
  }
}

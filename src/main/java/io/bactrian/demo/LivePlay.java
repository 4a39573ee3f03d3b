package io.bactrian.demo;

import io.bactrian.compare.Comparison;
import io.bactrian.decide.ListedQuestion;
import io.bactrian.decide.QuestionKind;
import io.bactrian.decide.Selection;
import io.bactrian.exchange.Manifest;
import io.bactrian.monitor.SiteStatus;
import io.bactrian.problem.Problem;
import io.bactrian.site.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The sites {@code hq}, {@code c1} and {@code c2}, running in this process, with the operations
 * that the {@link Scenario} needs. For one thread. The sites exchange only within {@link
 * #exchange}, so that two sites can change the same row before they exchange.
 */
public final class LivePlay implements AutoCloseable {
  /** What waits for a person. */
  enum Open {
    CONFLICT,
    PARKED
  }

  private static final long PATIENCE_MINUTES = 10;

  private final Path dir;
  private final Map<String, LiveSite> sites = new LinkedHashMap<>();
  private boolean lose;

  private LivePlay(Path dir) {
    this.dir = dir;
  }

  /**
   * Makes and starts the sites.
   *
   * @param page of head office
   * @param started called with the id of each site that has started
   */
  public static LivePlay start(
      Path dir, int port, DemoPage page, java.util.function.Consumer<String> started)
      throws Exception {
    DemoFolders.write(dir, port);
    page.addTo(dir.resolve("hq"));
    LivePlay play = new LivePlay(dir);
    try {
      for (String site : List.of("c1", "c2", "hq")) {
        LiveSite.prepare(dir.resolve(site));
      }
      Path shape = dir.resolve("c1/schemas/shop.yaml");
      Files.createDirectories(dir.resolve("hq/schemas"));
      Files.copy(shape, dir.resolve("hq/schemas/shop.yaml"));
      for (String site : List.of("hq", "c1", "c2")) {
        play.sites.put(site, LiveSite.start(dir.resolve(site)));
        started.accept(site);
      }
      return play;
    } catch (Exception e) {
      play.close();
      throw e;
    }
  }

  /** Lets the sites exchange by themselves from now on. */
  public void release() throws Exception {
    for (LiveSite site : sites.values()) {
      site.runner().resume();
    }
  }

  /** A user's connection to a site's database, in auto-commit; the caller closes it. */
  public Connection connect(String site) throws SQLException {
    return sites.get(site).connect();
  }

  /**
   * Lets the sites exchange until everything that was committed at any site is captured, delivered,
   * applied and answered, both ways, and nothing is deferred or awaited except because of parked
   * changes.
   *
   * @param left called now and then with how many changes are still to be applied somewhere
   * @return changes that were applied meanwhile, at all sites together
   * @throws IllegalStateException when that takes too long; says what is still under way
   */
  public long exchange(LongConsumer left) {
    long before = applied();
    try {
      if (lose) {
        lose = false;
        sites.get("hq").runner().runWhile("keep-sending-c2", this::nothingLost);
      }
      release();
      await(() -> quiet(left), "the sites");
      for (LiveSite site : sites.values()) {
        site.runner().pause();
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw Problem.of("Demo stopped: %s", e.getMessage()).exception(e);
    }
    return applied() - before;
  }

  private boolean nothingLost() {
    return newestFile(drop("hq-to-c2"), "hq-c2-").map(LivePlay::delete).isEmpty();
  }

  private Path drop(String folder) {
    return dir.resolve("drop").resolve(folder);
  }

  private static Path delete(Path file) {
    try {
      Files.delete(file);
      return file;
    } catch (IOException e) {
      throw Problem.of("Demo stopped: %s can't be deleted (%s).", file, e).exception(e);
    }
  }

  private static Optional<Path> newestFile(Path folder, String prefix) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .max(Comparator.comparing(Path::getFileName));
    } catch (IOException e) {
      throw Problem.of("Demo stopped: %s can't be read (%s).", folder, e).exception(e);
    }
  }

  /** Whether everything that anyone has written is applied and answered everywhere. */
  private boolean quiet(LongConsumer left) {
    long open = 0;
    boolean quiet = noFiles("hq-to-c2") && noFiles("c2-to-hq");
    for (LiveSite from : sites.values()) {
      Site site = from.opened();
      SiteStatus status = site.status();
      quiet &= !status.outbox();
      for (var stream : status.streams()) {
        Site to = sites.get(stream.partner()).opened();
        var last = site.changesets().lastSent(stream.partner());
        long applied = to.storedStreams().state(site.id()).number();
        quiet &= last.map(Manifest::number).orElse(0L) == applied;
        quiet &= stream.deferred() == 0 && stream.gaps() == 0;
        quiet &= site.streams().outgoing(stream.partner()).nothingNew();
        open += stream.pendingChanges() + Math.max(0, stream.unsentEntries());
      }
    }
    left.accept(quiet ? 0 : open);
    return quiet;
  }

  private boolean noFiles(String folder) {
    return newestFile(drop(folder), "").isEmpty();
  }

  private static void await(BooleanSupplier condition, String what) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(PATIENCE_MINUTES);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw Problem.of(
                "Demo stopped: %s was not finished within %d minutes.", what, PATIENCE_MINUTES)
            .toDo("Look with `bactrian status --site` at each.")
            .exception();
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private long applied() {
    return changesSent().values().stream().mapToLong(Long::longValue).sum();
  }

  /** Deletes, unread, the next file from hq to c2 that {@link #exchange} would deliver. */
  public void loseNextFile() {
    lose = true;
  }

  /** Copies the file that c2 read last to its drop folder again, under another name. */
  public void deliverLastFileAgain() {
    Path file =
        newestFile(drop("done"), "hq-c2-")
            .orElseThrow(Problem.of("Demo stopped: c2 has read no file yet.")::exception);
    try {
      Path copy = drop("hq-to-c2").resolve(".again");
      Files.copy(file, copy);
      Files.move(copy, drop("hq-to-c2").resolve("again-" + file.getFileName()));
    } catch (IOException e) {
      throw Problem.of("Demo stopped: %s can't be copied (%s).", file, e).exception(e);
    }
  }

  /**
   * Decides at hq what waits for a person.
   *
   * @param what the one open {@code manual} conflict, or the one parked change
   * @param theirs true to take the shop's change (a parked one is tried again), false to take head
   *     office's
   * @throws IllegalStateException unless exactly one such is open
   */
  public void decide(Open what, boolean theirs) {
    var decisions = sites.get("hq").opened().decisions();
    List<ListedQuestion> open = questions(what);
    if (open.size() != 1) {
      throw Problem.of("Demo stopped: %d questions are open at hq, expected one.", open.size())
          .exception();
    }
    decisions.decide(open.get(0).id(), theirs, "demo");
  }

  private List<ListedQuestion> questions(Open what) {
    QuestionKind kind = what == Open.CONFLICT ? QuestionKind.MANUAL : QuestionKind.PARKED;
    Selection selection = new Selection(kind, null, null, null, null, null);
    return sites.get("hq").opened().decisions().questions().list(false, selection).questions();
  }

  /** How many of them are open at hq. */
  public int open(Open what) {
    return questions(what).size();
  }

  /** Changes that each site has sent to others so far, by site, in the order of display. */
  public Map<String, Long> changesSent() {
    Map<String, Long> sent = new LinkedHashMap<>();
    sites.forEach(
        (id, site) ->
            sent.put(
                id,
                site.opened().configuration().partners().stream()
                    .mapToLong(partner -> changesSent(site.opened(), partner.id()))
                    .sum()));
    return sent;
  }

  private static long changesSent(Site site, String partner) {
    Manifest last = site.changesets().lastSent(partner).orElse(null);
    return last == null
        ? 0
        : LongStream.rangeClosed(1, last.number())
            .mapToObj(number -> site.changesets().sent(partner, last.incarnation(), number))
            .mapToLong(manifest -> manifest.map(Manifest::changes).orElse(0L))
            .sum();
  }

  /** Conflicts recorded at hq so far, by the name of the rule that decided. */
  public Map<String, Long> conflictsByRule() {
    return sites.get("hq").opened().conflicts().countsByRule();
  }

  /** Compares the three sites as they are now; called when no exchange is under way. */
  public Comparison.Result compare() {
    Site hub = sites.get("hq").opened();
    var mappings = hub.mappings().with("c1");
    return new Comparison(hub.database().tables().rules(), mappings.out(), mappings.in())
        .compare(sites.get("hq"), List.of(sites.get("c1"), sites.get("c2")));
  }

  @Override
  public void close() {
    // each waits for what is under way; together they wait once
    sites.values().parallelStream().forEach(LiveSite::close);
  }
}

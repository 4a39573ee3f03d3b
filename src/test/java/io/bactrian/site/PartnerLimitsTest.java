package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.OutboxRecord;
import io.bactrian.changelog.ConflictPurge;
import io.bactrian.changeset.ChangesetFile;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Item.Request.What;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.database.ApplyTransactions;
import io.bactrian.exchange.Incoming;
import io.bactrian.monitor.StreamStatus;
import io.bactrian.monitor.Usage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What one partner asks for or leaves behind is bounded: what exceeds waits with a clear state, is
 * not lost, and others go on.
 */
class PartnerLimitsTest {
  /** What is on hold is tried when the test says so. */
  private static final String PATIENT = "retry.first = 1 h\nretry.most = 1 h\n";

  private static final String ARTICLES = "select id, title from article order by id";

  @TempDir private Path dir;
  private TestSites sites;
  private TestSite hq;
  private TestSite c1;
  private TestSite c2;

  private void start(String settings) throws Exception {
    sites = new TestSites(dir, "files.resend-after = 1 h\n" + PATIENT + settings);
    hq = sites.hq.start();
    c1 = sites.c1.start();
    c2 = sites.c2.start();
  }

  @AfterEach
  void stop() {
    sites.close();
  }

  private StreamStatus stream(int partner) {
    return hq.status().streams().get(partner);
  }

  private Usage usage(int partner, String limit) {
    return stream(partner).limits().stream()
        .filter(usage -> usage.limit().equals(limit))
        .findFirst()
        .orElseThrow();
  }

  /** The other spoke is served as if nothing was. */
  private void goesOn(TestSite spoke, int row) throws Exception {
    spoke.sql("insert into product values (%d, 'other', 100, 1)".formatted(row));
    spoke.exchange();
    hq.exchange();
    assertThat(hq.rows("select title from article where id = " + row)).containsExactly("other");
  }

  private void asks(TestSite spoke, int times, boolean anew) {
    SiteDatabase database = spoke.site().database();
    ApplyTransactions transactions =
        new ApplyTransactions(
            database.pool(),
            database.dialect(),
            database.schema(),
            database.tables().rules(),
            Clock.systemUTC());
    try (ApplyTransaction tx = transactions.open()) {
      tx.lockStream("hq");
      Item.Request request = new Item.Request(What.LOAD, anew, 0);
      tx.append(Collections.nCopies(times, new OutboxRecord.RequestFor("hq", request)));
      tx.commit();
    }
  }

  private void rounds(int count) throws Exception {
    for (int round = 0; round < count; round++) {
      c1.exchange();
      hq.exchange();
    }
  }

  @Test
  void however_often_a_spoke_asks_for_all_rows_it_gets_so_many_loads_a_day_and_the_rest_waits()
      throws Exception {
    start("limit.loads = 2\n");
    hq.sql("insert into article values (1, 'pen', 1.50, 10), (2, 'ink', 7.25, 4)");
    rounds(2);
    long begun = hq.site().streams().outgoing("c1").incarnation();
    for (int time = 0; time < 6; time++) {
      asks(c1, 500, time % 2 == 0);
      rounds(2);
    }
    assertThat(hq.rows("select number from bactrian_wait where kind = 'BEGUN'"))
        .containsExactly("2");
    assertThat(hq.site().streams().outgoing("c1").incarnation()).isLessThanOrEqualTo(begun + 2);
    assertThat(stream(0).repair())
        .contains("asked for all rows again, after 2 loads within a day", "bactrian load c1");
    goesOn(c2, 50);
    hq.stop().start();
    rounds(2);
    assertThat(stream(0).repair()).contains("asked for all rows again");
    hq.sql("delete from article where id = 2");
    hq.site().loader("c1").ask(What.LOAD, false); // as `bactrian load c1` does
    rounds(4);
    assertThat(stream(0).repair()).isNull();
    assertThat(c1.rows("select code, label from product order by code"))
        .isEqualTo(hq.rows(ARTICLES));
  }

  @Test
  void what_is_asked_for_while_a_load_is_under_way_does_not_begin_it_again() throws Exception {
    start("");
    hq.sql("insert into article select \"X\", 'pen', 1, 1 from system_range(1, 2500)");
    rounds(2);
    hq.site().loader("c1").ask(What.LOAD, false);
    assertThat(hq.site().loader("c1").step()).isTrue();
    asks(c1, 3, false);
    c1.exchange();
    assertThat(hq.site().loader("c1").underWay().orElseThrow().rows()).isEqualTo(1_000);
    assertThat(hq.site().loader("c1").underWay().orElseThrow().then()).isEqualTo(What.LOAD);
    rounds(4);
    assertThat(hq.site().loader("c1").underWay()).isEmpty();
    assertThat(hq.rows("select number from bactrian_wait where kind = 'BEGUN'"))
        .containsExactly("1");
  }

  @Test
  void what_comes_too_early_is_kept_up_to_a_limit_and_more_stays_where_it_is() throws Exception {
    start("limit.early-changesets = 2\n");
    for (int row = 1; row <= 5; row++) {
      c2.sql("insert into product values (%d, 'pen', 100, 1)".formatted(row));
      c2.exchange();
    }
    List<Path> files = sites.files("to-hq/new");
    assertThat(files).hasSize(5);
    Path lost = dir.resolve("lost.xml.gz");
    Files.move(files.get(0), lost);
    assertThat(hq.exchange())
        .anySatisfy(
            said ->
                assertThat(said)
                    .contains("is not taken", "limit.early-changesets = 2", "nothing is lost"));
    assertThat(sites.files("to-hq/new")).containsAll(files.subList(3, 5));
    assertThat(stream(1).gaps()).isEqualTo(2);
    assertThat(usage(1, "limit.early-changesets")).matches(Usage::near);
    assertThat(usage(1, "limit.early-size").used()).isPositive();
    goesOn(c1, 50);
    hq.stop().start();
    hq.exchange();
    assertThat(stream(1).gaps()).isEqualTo(2);
    Files.move(lost, files.get(0));
    for (int tries = 0; tries < 100 && !sites.files("to-hq/new").isEmpty(); tries++) {
      hq.site().troubles().outages().ask();
      hq.exchange();
    }
    assertThat(hq.rows("select id from article where id < 50 order by id"))
        .containsExactly("1", "2", "3", "4", "5");
    assertThat(stream(1).gaps()).isZero();
  }

  @Test
  void over_http_what_is_too_early_and_too_much_is_refused_with_the_reason_and_read_no_further()
      throws Exception {
    start("limit.early-size = 600 B\n");
    for (int number = 5; number < 7; number++) {
      post(Files.readAllBytes(Documents.changeset(dir, "c1", "hq", number)));
    }
    byte[] large = Files.readAllBytes(large(9));
    HttpResponse<String> answer = post(large);
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("c1→hq #9 is not taken", "limit.early-size = 600 B");
    assertThat(stream(0).gaps()).isEqualTo(2);
    ByteArrayInputStream again = new ByteArrayInputStream(large);
    Incoming incoming = (Incoming) hq.site().beans().get("incoming-c1");
    assertThatThrownBy(() -> incoming.check(again)).hasMessageContaining("#9 is not taken");
    assertThat(large.length - again.available()).isLessThan(large.length / 3);
    byte[] kept = Files.readAllBytes(Documents.changeset(dir, "c1", "hq", 5));
    assertThat(post(kept).statusCode()).as("a repeat").isEqualTo(204);
    goesOn(c2, 50);
    goesOn(c1, 51);
  }

  private HttpResponse<String> post(byte[] document) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(sites.address())
            .header("Bactrian-Site", "c1")
            .header("Bactrian-Wait", "0")
            .header("Authorization", "Bearer " + TestSites.TOKEN)
            .POST(HttpRequest.BodyPublishers.ofByteArray(document))
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** Some hundred kilobytes, compressed. */
  private Path large(long number) throws IOException {
    Path file = dir.resolve("large.xml.gz");
    Table product = c1.site().database().schema().table("product");
    Random random = new Random(1);
    Header header = new Header("c1", "hq", 1, number, Header.NO_HASH, 0, "shop", "0");
    try (ChangesetFile.Output output = ChangesetFile.write(file, header)) {
      output.write(new Item.Begin("1", Instant.EPOCH));
      for (int row = 0; row < 20_000; row++) {
        Row after = Row.of("" + row, Long.toHexString(random.nextLong()), "1", "1");
        output.write(new Item.Change(product, null, after));
      }
      output.write(new Item.End());
      output.finish();
    }
    return file;
  }

  @Test
  void a_changeset_that_would_park_too_much_is_on_hold_until_there_is_room() throws Exception {
    start("limit.parked-changes = 2\n");
    hq.sql("alter table article add constraint few check (stock < 5)");
    for (int row = 1; row <= 4; row++) {
      c1.sql("insert into product values (%d, 'pen', 100, 9)".formatted(row));
      c1.exchange();
    }
    assertThat(stream(0).hold().reason())
        .contains("not applied", "limit.parked-changes = 2", "bactrian retry c1");
    assertThat(stream(0).parked()).isEqualTo(2);
    assertThat(usage(0, "limit.parked-changes")).matches(Usage::near);
    goesOn(c2, 50);
    hq.stop().start();
    hq.exchange();
    long held = stream(0).hold().number();
    assertThat(stream(0).parked()).isEqualTo(2);
    Decisions decisions = hq.site().decisions();
    decisions.decide(decisions.open().get(0).id(), false, "ann"); // one place is free
    hq.exchange();
    assertThat(stream(0).applied()).isGreaterThanOrEqualTo(held);
    hq.sql("alter table article drop constraint few");
    ((Waiting) hq.site().beans().get("waiting")).retry();
    hq.exchange();
    rounds(3);
    assertThat(stream(0).hold()).isNull();
    assertThat(stream(0).parked()).isZero();
    assertThat(hq.rows("select id from article where id < 50")).hasSize(3);
    assertThat(hq.site().conflicts().list(false, 10)).hasSize(1);
    assertThat(c1.rows("select code, label from product order by code"))
        .isEqualTo(hq.rows(ARTICLES));
  }

  /** Both sides change the same column of a row. */
  private void conflict(int time, String here, String there) throws Exception {
    hq.sql("update article set %s where id = 1".formatted(here.formatted(time)));
    hq.exchange();
    c1.sql("update product set %s where code = 1".formatted(there.formatted(time)));
    rounds(2);
  }

  @Test
  void a_changeset_that_would_leave_too_many_conflicts_is_on_hold_until_old_ones_are_purged()
      throws Exception {
    start("limit.conflicts = 2\n");
    hq.sql("insert into article values (1, 'pen', 1.50, 10)");
    rounds(2);
    for (int time = 0; time < 3; time++) {
      conflict(time, "title = 'hub %d'", "label = 'shop %d'");
    }
    assertThat(stream(0).hold().reason())
        .contains("limit.conflicts = 2", "bactrian conflicts purge", "nothing is lost");
    assertThat(usage(0, "limit.conflicts").used()).isEqualTo(2);
    goesOn(c2, 50);
    hq.stop().start();
    hq.exchange();
    assertThat(stream(0).hold()).isNotNull();
    Clock clock = Clock.offset(Clock.systemUTC(), Duration.ofDays(1));
    ConflictPurge.Which which = new ConflictPurge.Which(clock.instant(), "c1");
    assertThat(hq.site().decisions().purgeable(which)).isEqualTo(2);
    assertThat(hq.site().decisions().purge(new ConflictPurge.Which(clock.instant(), "c2")))
        .isZero();
    assertThat(hq.site().decisions().purge(which)).isEqualTo(2);
    rounds(3);
    assertThat(stream(0).hold()).isNull();
    assertThat(usage(0, "limit.conflicts").used()).isEqualTo(1);
    assertThat(hq.site().conflicts().list(false, 10))
        .singleElement()
        .satisfies(
            kept -> assertThat(kept.record().conflict().theirs().toArray()).contains("shop 2"));
    assertThat(c1.rows("select label from product where code = 1")).containsExactly("hub 2");
  }

  @Test
  void a_changeset_that_would_ask_people_too_much_is_on_hold_until_some_is_decided()
      throws Exception {
    start("limit.open-conflicts = 1\n");
    hq.sql("insert into article values (1, 'pen', 1.50, 10)");
    rounds(2);
    conflict(1, "price = 2.0%d", "cents = 30%d");
    conflict(2, "price = 2.0%d", "cents = 30%d");
    assertThat(stream(0).hold().reason()).contains("limit.open-conflicts = 1", "Decide them");
    Decisions decisions = hq.site().decisions();
    decisions.decide(decisions.open().get(0).id(), true, "ann");
    assertThat(usage(0, "limit.open-conflicts").used()).isZero();
    rounds(3);
    assertThat(stream(0).hold()).isNull();
    assertThat(hq.status().openConflicts()).isEqualTo(1);
    assertThat(usage(0, "limit.open-conflicts").used()).isEqualTo(1);
  }
}

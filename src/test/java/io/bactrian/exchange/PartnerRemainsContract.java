package io.bactrian.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.changelog.ChangelogStore;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.RowLimits;
import io.bactrian.changeset.RowText;
import io.bactrian.changeset.Unsent;
import io.bactrian.exchange.mongo.MongoChangesetStore;
import io.bactrian.exchange.mongo.PartnerRemains;
import io.bactrian.exchange.mongo.SuspendedPartners;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes and what stays of a partner, whatever holds it. */
abstract class PartnerRemainsContract {
  private static final Instant NOON = Instant.parse("2026-02-28T12:00:00Z");

  private ChangelogStore store;
  private MongoChangesetStore changesets;
  private PartnerRemains remains;

  /** A new, empty store. */
  abstract ChangelogStore open();

  @BeforeEach
  void start() {
    store = open();
    changesets = new MongoChangesetStore(store);
    remains = new PartnerRemains(store, changesets);
  }

  @AfterEach
  void stop() {
    store.database().drop();
    store.close();
  }

  private void fill(String partner, int sent) throws IOException {
    for (int number = 1; number <= sent; number++) {
      changesets.saveSent(
          new Manifest(partner, 1, number, "hash" + number, number - 1, number, 1, 2),
          new ByteArrayInputStream(new byte[2]));
    }
    changesets.restart(partner, 2, sent);
    long next = Header.first(2);
    changesets.saveSent(
        new Manifest(partner, 2, next, "hash", sent, sent + 1, 1, 2),
        new ByteArrayInputStream(new byte[2]));
    changesets.saveReceived(partner, 7, new ByteArrayInputStream(new byte[9]));
    changesets.setAside().tell(partner, RowLimits.FLOOR);
    changesets.setAside().tellUnsent(partner, new Unsent(2, 70_000_000, 0));
    RowId row = new RowId("a", Key.of("1"));
    changesets.setAside().save(List.of(new SetAside(partner, 10, row, RowLimits.FLOOR, 0)));
    new SuspendedPartners(store.database()).add(partner, NOON);
  }

  private long documents() {
    long all = 0;
    for (String name :
        List.of(
            "sent",
            "sent_streams",
            "sent_chunks",
            "received",
            "received_chunks",
            "abandoned",
            "set_aside",
            "partner_limits",
            "suspended")) {
      all += store.database().getCollection(name).countDocuments();
    }
    return all;
  }

  @Test
  void all_goes_but_the_place_where_its_stream_ended() throws IOException {
    fill("c1", 250);
    remains.delete("c1");
    remains.delete("c1");
    assertThat(documents()).as("last manifest, stream, mark").isEqualTo(3);
    assertThat(changesets.lastSent("c1"))
        .hasValueSatisfying(
            last -> {
              assertThat(last.incarnation()).isEqualTo(2);
              assertThat(last.number()).isEqualTo(Header.first(2));
            });
    assertThat(changesets.unacknowledged("c1")).isEmpty();
    assertThat(changesets.abandoned("c1")).isTrue();
    assertThat(remains.partners()).containsExactly("c1");
  }

  @Test
  void what_was_being_written_for_it_goes_too() throws IOException {
    fill("c1", 1);
    store
        .database()
        .getCollection("sent_streams")
        .updateOne(
            new Document("_id", "c1"),
            new Document("$push", new Document("unfinished", "(c1,2,9,lost)")));
    store
        .database()
        .getCollection("sent_chunks")
        .insertOne(new Document("_id", RowText.print("(c1,2,9,lost)", "0")));
    remains.delete("c1");
    assertThat(store.database().getCollection("sent_chunks").countDocuments()).isZero();
    assertThat(documents()).isEqualTo(3);
  }

  @Test
  void others_keep_what_they_have() throws IOException {
    fill("c2", 3);
    fill("c22", 3);
    long before = documents() / 2;
    remains.delete("c2");
    assertThat(documents()).isEqualTo(before + 3);
    assertThat(changesets.unacknowledged("c22")).hasSize(1);
    assertThat(changesets.received("c22")).containsExactly(7L);
    assertThat(changesets.abandoned("c22")).isFalse();
  }

  @Test
  void a_restart_takes_it_back_in_a_later_incarnation() throws IOException {
    fill("c1", 3);
    remains.delete("c1");
    changesets.restart("c1", 3, 40);
    assertThat(changesets.abandoned("c1")).isFalse();
    assertThat(changesets.lastSent("c1")).map(Manifest::incarnation).contains(3L);
  }

  @Test
  void who_is_suspended_keeps_the_time_since_when_until_resumed() {
    SuspendedPartners suspended = new SuspendedPartners(store.database());
    assertThat(suspended.all()).isEmpty();
    suspended.add("c1", NOON);
    suspended.add("c1", NOON.plusSeconds(60));
    suspended.add("c2", NOON);
    assertThat(suspended.all()).isEqualTo(Map.of("c1", NOON, "c2", NOON));
    assertThat(suspended.remove("c1")).isTrue();
    assertThat(suspended.remove("c1")).isFalse();
    assertThat(suspended.all()).containsOnlyKeys("c2");
  }
}

package io.bactrian.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.changelog.ChangelogStore;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.RowLimits;
import io.bactrian.changeset.Unsent;
import io.bactrian.exchange.mongo.MongoChangesetStore;
import io.bactrian.exchange.mongo.SentManifests;
import io.bactrian.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a store of changesets promises, whatever holds it. */
abstract class ChangesetStoreContract {
  private ChangelogStore store;
  private ChangesetStore changesets;

  /** A new, empty store. */
  abstract ChangelogStore open();

  @BeforeEach
  void start() {
    store = open();
    changesets = new MongoChangesetStore(store);
  }

  @AfterEach
  void stop() {
    store.database().drop();
    store.close();
  }

  @Test
  void contents_of_any_size_come_back_as_they_were() throws IOException {
    int[] sizes = {0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 5_000_000};
    for (int i = 0; i < sizes.length; i++) {
      Manifest manifest = manifest("c1", 1, i + 1, sizes[i]);
      save(manifest);
      assertThat(read(manifest)).as("%d bytes", sizes[i]).isEqualTo(bytes(manifest));
    }
  }

  @Test
  void a_stream_knows_its_last_manifest_and_each_one() throws IOException {
    assertThat(changesets.lastSent("c1")).isEmpty();
    assertThat(changesets.unacknowledged("c1")).isEmpty();
    Manifest first = save(manifest("c1", 1, 1, 10));
    Manifest second = save(manifest("c1", 1, 2, 10));
    Manifest other = save(manifest("c2", 4, Header.first(4) + 8, 10));
    assertThat(changesets.lastSent("c1")).contains(second);
    assertThat(changesets.lastSent("c2")).contains(other);
    assertThat(changesets.sent("c1", 1, 1)).contains(first);
    assertThat(changesets.sent("c1", 2, 1)).isEmpty();
    assertThat(changesets.unacknowledged("c1")).containsExactly(first, second);
  }

  @Test
  void what_is_acknowledged_loses_its_content_and_keeps_its_manifest() throws IOException {
    Manifest first = save(manifest("c1", 1, 1, 3_000_000));
    Manifest second = save(manifest("c1", 1, 2, 10));
    changesets.acknowledged("c1", 1, 1);
    changesets.acknowledged("c1", 1, 1);
    changesets.acknowledged("c1", 0, 2);
    assertThat(changesets.unacknowledged("c1")).containsExactly(second);
    assertThat(changesets.sent("c1", 1, 1)).contains(first);
    assertThat(store.database().getCollection("sent_chunks").countDocuments()).isEqualTo(1);
    assertThatThrownBy(() -> read(first)).hasMessageContaining("was acknowledged");
    assertThat(read(second)).isEqualTo(bytes(second));

    changesets.acknowledged("c1", 1, 99);
    assertThat(changesets.unacknowledged("c1")).isEmpty();
    assertThat(changesets.lastSent("c1")).contains(second);
    Manifest third = save(manifest("c1", 1, 3, 10));
    assertThat(changesets.unacknowledged("c1")).containsExactly(third);
  }

  @Test
  void what_is_set_aside_is_kept_row_by_row_until_it_is_dropped() {
    SetAsideStore aside = changesets.setAside();
    RowLimits needed = new RowLimits(70_000_000, 140_000_000);
    SetAside ten = new SetAside("c1", 10, new RowId("a", Key.of("1")), needed, 0);
    SetAside nine = new SetAside("c1", 9, new RowId("b", Key.of("x,", null)), needed, 0);
    SetAside also = new SetAside("c1", 9, new RowId("b", Key.of("y", null)), needed, 0);
    SetAside other = new SetAside("c2", 9, new RowId("b", Key.of("y", null)), needed, 0);
    aside.save(List.of(ten, nine, also, other));
    aside.save(List.of(ten.released(12)));
    aside.save(List.of());
    assertThat(aside.of("c1")).startsWith(nine, also).endsWith(ten.released(12)).hasSize(3);
    aside.drop(List.of(nine, ten));
    aside.drop(List.of());
    assertThat(aside.of("c1")).containsExactly(also);
    assertThat(aside.of("c2")).containsExactly(other);

    assertThat(aside.told("c1")).isEmpty();
    aside.tell("c1", RowLimits.FLOOR);
    aside.tell("c1", needed);
    assertThat(aside.told("c1")).contains(needed);
    assertThat(aside.told("c2")).isEmpty();
  }

  @Test
  void what_a_partner_does_not_send_is_kept_as_it_told_last() {
    SetAsideStore aside = changesets.setAside();
    assertThat(aside.unsentThere("c1")).isEqualTo(Unsent.NOTHING);
    aside.tellUnsent("c1", new Unsent(2, 70_000_000, 0));
    aside.tellUnsent("c1", new Unsent(1, 80_000_000, 65_536));
    assertThat(aside.unsentThere("c1")).isEqualTo(new Unsent(1, 80_000_000, 65_536));
    assertThat(aside.unsentThere("c2")).isEqualTo(Unsent.NOTHING);
    assertThat(aside.told("c1")).isEmpty();
  }

  @Test
  void the_same_again_is_fine_and_another_document_is_refused() throws IOException {
    Manifest one = save(manifest("c1", 1, 1, 10));
    save(one);
    Manifest other = new Manifest("c1", 1, 1, "other", 0, 5, 5, 10);
    assertThatThrownBy(() -> save(other))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("another hash");
    save(manifest("c1", 1, 3, 10));
    assertThatThrownBy(() -> save(manifest("c1", 1, 2, 10)))
        .hasMessageContaining("does not come after");
    assertThat(read(one)).isEqualTo(bytes(one));
  }

  @Test
  void an_interrupted_save_leaves_no_changeset_and_is_overwritten() throws IOException {
    Manifest first = save(manifest("c1", 1, 1, 10));
    Manifest large = manifest("c1", 1, 2, 3_500_000);
    InputStream breaks =
        new SequenceInputStream(
            new ByteArrayInputStream(bytes(large), 0, 2_500_000),
            new InputStream() {
              @Override
              public int read() throws IOException {
                throw new IOException("the disk is gone");
              }
            });
    assertThatThrownBy(() -> changesets.saveSent(large, breaks)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> changesets.saveSent(large, new ByteArrayInputStream(new byte[9])))
        .hasMessageContaining("9 bytes long");
    assertThat(changesets.lastSent("c1")).contains(first);
    Manifest second = save(manifest("c1", 1, 2, 20));
    assertThat(read(second)).isEqualTo(bytes(second));
    assertThat(store.database().getCollection("sent_chunks").countDocuments()).isEqualTo(2);
  }

  @Test
  void a_save_that_stopped_before_its_manifest_is_as_if_it_had_not_begun() throws IOException {
    Manifest first = save(manifest("c1", 1, 1, 10));
    save(manifest("c1", 1, 2, 10));
    remove("c1", 1, 2);
    assertThat(changesets.lastSent("c1")).contains(first);
    assertThat(changesets.unacknowledged("c1")).containsExactly(first);
    Manifest second = save(new Manifest("c1", 1, 2, "built again", 1, 2, 1, 30));
    assertThat(changesets.unacknowledged("c1")).containsExactly(first, second);

    save(manifest("c1", 2, Header.first(2), 10));
    remove("c1", 2, Header.first(2));
    assertThat(changesets.lastSent("c1")).contains(second);
  }

  @Test
  void nothing_is_built_in_a_past_incarnation_while_a_stream_restarts() throws IOException {
    save(manifest("c1", 1, 1, 10));
    changesets.restart("c1", 2, 40);
    remove("c1", 2, Header.first(2) - 1); // as a kill in its middle leaves it
    assertThatThrownBy(() -> save(manifest("c1", 1, 2, 10)))
        .hasMessageContainingAll("about to restart", "Nothing is lost");
    changesets.restart("c1", 2, 40);
    Manifest first = save(manifest("c1", 2, Header.first(2), 10));
    assertThat(changesets.unacknowledged("c1")).containsExactly(first);
  }

  @Test
  void a_stream_that_restarts_has_nothing_to_send_and_goes_on_from_there() throws IOException {
    save(manifest("c1", 1, 1, 10));
    changesets.abandon("c1", Long.MAX_VALUE);
    changesets.abandon("c1", 7);
    assertThat(changesets.abandonedThrough("c1")).hasValue(7);
    changesets.restart("c1", 2, 40);
    assertThat(changesets.abandoned("c1")).isFalse();
    assertThat(changesets.unacknowledged("c1")).isEmpty();
    assertThat(changesets.lastSent("c1"))
        .contains(new Manifest("c1", 2, Header.first(2) - 1, Header.NO_HASH, 40, 40, 0, 0));
    assertThat(changesets.acknowledgedThrough("c1")).isEqualTo(Header.first(2) - 1);
    Manifest first = save(manifest("c1", 2, Header.first(2), 10));
    assertThat(changesets.unacknowledged("c1")).containsExactly(first);
    assertThat(store.database().getCollection("sent_chunks").countDocuments()).isEqualTo(1);
  }

  @Test
  void a_new_incarnation_begins_above_all_others_and_voids_what_was_not_acknowledged()
      throws IOException {
    save(manifest("c1", 1, 1, 10));
    save(manifest("c1", 1, 2, 10));
    Manifest again = save(manifest("c1", 2, Header.first(2), 10));
    assertThat(changesets.lastSent("c1")).contains(again);
    assertThat(changesets.unacknowledged("c1")).containsExactly(again);
    changesets.acknowledged("c1", 1, 2);
    assertThat(changesets.unacknowledged("c1")).containsExactly(again);
    assertThat(store.database().getCollection("sent_chunks").countDocuments()).isEqualTo(1);
  }

  @Test
  void what_waits_for_an_earlier_one_is_kept_until_removed() throws IOException {
    byte[] content = bytes(manifest("hq", 1, 5, 2_000_000));
    changesets.saveReceived("hq", 5, new ByteArrayInputStream(content));
    changesets.saveReceived("hq", 5, new ByteArrayInputStream(content));
    changesets.saveReceived("hq", 3, new ByteArrayInputStream(new byte[] {7}));
    changesets.saveReceived("c1", 4, new ByteArrayInputStream(new byte[] {8}));
    assertThat(changesets.received("hq")).containsExactly(3L, 5L);
    assertThat(changesets.openReceived("hq", 5).orElseThrow().readAllBytes()).isEqualTo(content);
    assertThat(changesets.openReceived("hq", 4)).isEmpty();
    changesets.removeReceived("hq", 4);
    assertThat(changesets.received("hq")).containsExactly(5L);
    changesets.removeReceived("hq", 5);
    assertThat(changesets.received("hq")).isEmpty();
    assertThat(changesets.received("c1")).containsExactly(4L);
    assertThat(store.database().getCollection("received_chunks").countDocuments()).isEqualTo(1);
  }

  /** A content that lets another process work when it has been read. */
  private InputStream then(byte[] bytes, IORunnable other) {
    return new SequenceInputStream(
        new ByteArrayInputStream(bytes),
        new InputStream() {
          private boolean done;

          @Override
          public int read() throws IOException {
            if (!done) {
              done = true;
              other.run();
            }
            return -1;
          }
        });
  }

  @FunctionalInterface
  private interface IORunnable {
    void run() throws IOException;
  }

  @Test
  void a_process_that_wakes_up_late_writes_into_nothing_and_moves_nothing_back()
      throws IOException {
    ChangesetStore late = new MongoChangesetStore(store);
    save(manifest("c1", 1, 1, 10));
    Manifest built = new Manifest("c1", 1, 2, "of the late", 1, 2, 1, 3_500_000);
    Manifest second = manifest("c1", 1, 2, 2_500_000);
    InputStream content =
        then(
            bytes(built),
            () -> {
              save(second);
              assertThat(read(second)).isEqualTo(bytes(second));
              save(manifest("c1", 1, 3, 10));
              changesets.acknowledged("c1", 1, 1);
            });
    assertThatThrownBy(() -> late.saveSent(built, content))
        .isInstanceOf(ProblemException.class)
        .hasMessageContainingAll(
            "changeset #2 to c1",
            "Another process builds this stream and was faster",
            "It was not overwritten and nothing is sent",
            "stop the other process");
    assertThat(changesets.lastSent("c1")).contains(manifest("c1", 1, 3, 10));
    assertThat(changesets.unacknowledged("c1")).containsExactly(second, manifest("c1", 1, 3, 10));
    assertThat(read(second)).isEqualTo(bytes(second));
    assertThat(store.database().getCollection("sent_chunks").countDocuments()).isEqualTo(4);
  }

  @Test
  void a_process_that_wakes_up_late_with_the_same_changeset_changes_nothing() throws IOException {
    ChangesetStore late = new MongoChangesetStore(store);
    Manifest one = manifest("c1", 1, 1, 2_500_000);
    late.saveSent(one, then(bytes(one), () -> save(one)));
    assertThat(changesets.unacknowledged("c1")).containsExactly(one);
    assertThat(read(one)).isEqualTo(bytes(one));
  }

  @Test
  void what_never_got_its_manifest_is_dropped_when_another_has_its_number() throws IOException {
    save(manifest("c1", 1, 1, 10));
    Manifest lost = new Manifest("c1", 1, 2, "lost", 1, 2, 1, 3_000_000);
    save(lost);
    remove("c1", 1, 2);
    save(new Manifest("c1", 1, 2, "built again", 1, 2, 1, 30));
    save(manifest("c1", 1, 3, 10));
    assertThat(store.database().getCollection("sent_chunks").countDocuments()).isEqualTo(3);
  }

  /** As if the process had ended before the last step. */
  private void remove(String partner, long incarnation, long number) {
    store
        .database()
        .getCollection("sent")
        .deleteOne(
            com.mongodb.client.model.Filters.eq(
                "_id", SentManifests.id(partner, incarnation, number)));
  }

  private Manifest save(Manifest manifest) throws IOException {
    changesets.saveSent(manifest, new ByteArrayInputStream(bytes(manifest)));
    return manifest;
  }

  private byte[] read(Manifest manifest) throws IOException {
    try (InputStream content = changesets.openSent(manifest)) {
      return content.readAllBytes();
    }
  }

  private static Manifest manifest(String partner, long incarnation, long number, int bytes) {
    return new Manifest(
        partner, incarnation, number, "hash" + number, number - 1, number, 1, bytes);
  }

  private static byte[] bytes(Manifest manifest) {
    byte[] bytes = new byte[(int) manifest.bytes()];
    new Random(manifest.number()).nextBytes(bytes);
    return bytes;
  }
}

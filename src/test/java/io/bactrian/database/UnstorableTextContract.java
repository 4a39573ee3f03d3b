package io.bactrian.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.apply.Applied;
import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.HubApplier;
import io.bactrian.apply.OutboxRecord;
import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.apply.OutboxRecord.VerdictFor;
import io.bactrian.apply.OutboxText;
import io.bactrian.apply.Wait;
import io.bactrian.apply.WaitText;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Merge;
import io.bactrian.convergence.Steps;
import io.bactrian.transform.Mapping;
import io.bactrian.transform.Values;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Values and keys that a database can't hold, or not in an index, wait for a person like all that
 * it refuses: they don't stop the stream of their spoke.
 */
abstract class UnstorableTextContract {
  /** Whatever {@code no} stands for is refused, so that it waits here, too. */
  static final String TABLE =
      """
      create table "thing" ("name" %s primary key, "body" %s, check ("body" not like 'no%%'))""";

  private ApplyDatabase hub;
  private HubApplier judge;
  private Table thing;
  private int number;

  abstract ApplyDatabase open() throws SQLException;

  @BeforeEach
  void prepare() throws SQLException {
    hub = open();
    thing = hub.schema.table("thing");
    Merge merge =
        new Merge(
            AppliersOnDatabasesTest.hubWins(),
            (t, c, a, b) -> Values.same(t.column(c), a.get(c), b.get(c)));
    Mapping same = AppliersOnDatabasesTest.into(hub);
    judge = new HubApplier("c1", same, same, merge, hub.destinations, () -> "conflict");
  }

  @Test
  void a_value_with_nul_waits_and_is_shown_and_the_stream_goes_on() throws SQLException {
    waits("plain", "no\0thing");
  }

  @Test
  void a_key_with_nul_waits_and_is_shown_and_the_stream_goes_on() throws SQLException {
    waits("a\0b", "no");
    waits("a\0c", "no\0");
    assertThat(parked("a\0b")).as("one is not the other").hasSize(1);
  }

  @Test
  void half_a_surrogate_pair_is_kept_as_it_is_where_it_waits() throws SQLException {
    waits("half \ud83d", "no \ude00");
    waits("half \ud83c", "no \ude00");
    assertThat(parked("half \ud83d")).as("one is not the other").hasSize(1);
  }

  @Test
  void a_key_too_long_for_an_index_waits_and_the_stream_goes_on() throws SQLException {
    for (int length : List.of(2_000, 5_000, 1_100_000)) {
      waits(longKey(length), "no");
    }
  }

  /** Nothing that could be compressed into an index. */
  static String longKey(int length) {
    byte[] bytes = new byte[length / 2];
    new Random(length).nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /**
   * Parks an insert and an update of it, tries again, gives them up, and parks the insert.
   *
   * @return why it waits
   */
  final String waits(String name, String body) throws SQLException {
    Row first = Row.of(name, body);
    Row second = Row.of(name, body + " more");
    says(new Item.Change(thing, null, first), new Item.Change(thing, first, second));
    List<Wait> parked = parked(name);
    assertThat(parked).extracting(Wait::key).hasSize(2).containsOnly(Key.of(name));
    assertThat(WaitText.parse(parked.get(0).payload()).after()).isEqualTo(first);
    assertThat(WaitText.parse(parked.get(1).payload()).after()).isEqualTo(second);
    says(new Item.Change(thing, null, Row.of("good " + number, "good")));
    assertThat(hub.ask("select \"name\" from \"thing\"")).contains("good " + (number - 1));

    settle(name, true);
    assertThat(parked(name)).as("refused again").hasSize(2);
    hub.run("delete from bactrian_change");
    settle(name, false);
    assertThat(parked(name)).isEmpty();
    List<OutboxRecord> said = records();
    assertThat(said)
        .filteredOn(record -> record instanceof ConflictRecord)
        .extracting(record -> ((ConflictRecord) record).conflict().theirs())
        .containsExactly(first, second);
    assertThat(said)
        .filteredOn(record -> record instanceof VerdictFor)
        .extracting(record -> ((VerdictFor) record).verdict().key())
        .containsExactly(Key.of(name));
    says(new Item.Change(thing, null, first));
    return parked.get(0).reason();
  }

  private void says(Item... items) {
    String previous = number == 0 ? Header.NO_HASH : "#" + number;
    Header header = new Header("c1", "hq", 1, ++number, previous, 0, "shop", "1");
    try (ApplyTransaction tx = hub.begin()) {
      Applied applied = Steps.apply(judge, tx, header, "#" + number, List.of(items).iterator());
      assertThat(applied.changes()).isEqualTo(items.length);
    }
  }

  private void settle(String name, boolean accept) {
    try (ApplyTransaction tx = hub.begin()) {
      assertThat(judge.settle(tx, new RowId("thing", Key.of(name)), accept, "ann")).isTrue();
    }
  }

  private List<Wait> parked(String name) {
    try (ApplyTransaction tx = hub.begin()) {
      return tx.waits("c1", Wait.Kind.PARKED, new RowId("thing", Key.of(name)));
    }
  }

  private List<OutboxRecord> records() throws SQLException {
    List<OutboxRecord> records = new ArrayList<>();
    for (String text :
        hub.ask("select kind || after from bactrian_change where kind <> 'C' order by number")) {
      records.add(OutboxText.parse(text.charAt(0), text.substring(1)));
    }
    return records;
  }
}

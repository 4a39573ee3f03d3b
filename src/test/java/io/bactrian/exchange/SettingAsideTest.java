package io.bactrian.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.changelog.Changelog;
import io.bactrian.changelog.Head;
import io.bactrian.changelog.LogEntry;
import io.bactrian.changeset.Column;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Item.Change;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.RowLimits;
import io.bactrian.changeset.Table;
import io.bactrian.changeset.Unsent;
import io.bactrian.destination.Destinations;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A row that is too large for the partner does not stop the stream, and is not lost. */
class SettingAsideTest {
  private static final Table PAGE =
      new Table("page", List.of(column("id", true), column("text", false)));
  private static final RowId ONE = new RowId("page", Key.of("1"));
  private static final Row SMALL = Row.of("1", "a");
  private static final Row LARGE = Row.of("1", "b".repeat(100));
  private static final Row START = Row.of("1", "b".repeat(50));
  private static final Row LARGER = Row.of("1", "c".repeat(200));

  private final List<LogEntry> log = new ArrayList<>();
  private final Memory store = new Memory();
  private Withheld withheld = new Withheld("hq→c1", "c1", true, store);
  private long through;

  private static Column column(String name, boolean key) {
    return new Column(name, LogicalType.TEXT, "text", 0, -1, !key, key);
  }

  SettingAsideTest() {
    withheld.told(new RowLimits(50, 1_000));
  }

  private void change(Row before, Row after) {
    entry(new Change(PAGE, before, after), null);
  }

  private void entry(Item item, String origin) {
    long position = log.size() + 1;
    log.add(
        new LogEntry(
            position,
            position,
            "t" + position,
            Instant.EPOCH,
            origin,
            Destinations.ALL,
            Destinations.ALL,
            true,
            item));
  }

  /** Builds a changeset from what is new in the log; the rows it holds. */
  private List<Item> next(boolean manifest) {
    SettingAside some = withheld.begin(changelog, through);
    List<Item> sent = new ArrayList<>();
    while (some.hasDue()) {
      sent.add(some.nextDue().item());
    }
    for (LogEntry entry : log.subList((int) through, log.size())) {
      sent.addAll(some.views(entry));
    }
    withheld.keep(some, "hq→c1 #1", log.size());
    through = manifest ? log.size() : through;
    return sent;
  }

  private Map<RowId, Long> pending() {
    return SetAside.positions(store.of("c1"));
  }

  @Test
  void it_is_left_out_and_all_else_goes() {
    change(null, SMALL);
    change(SMALL, LARGE);
    change(null, Row.of("2", "a"));
    assertThat(next(true))
        .containsExactly(new Change(PAGE, null, SMALL), new Change(PAGE, null, Row.of("2", "a")));
    assertThat(pending()).containsExactly(Map.entry(ONE, Long.MAX_VALUE));
    assertThat(withheld.needless(3)).as("asking changes nothing").isEqualTo(1);
    assertThat(withheld.forget(3)).as("the log keeps it").isEqualTo(1);
  }

  @Test
  void a_smaller_change_of_the_row_goes_from_what_the_partner_knows() {
    change(null, SMALL);
    change(SMALL, LARGE);
    next(true);
    change(LARGE, LARGER);
    assertThat(next(true)).isEmpty();
    change(LARGER, Row.of("1", "d"));
    assertThat(next(true)).containsExactly(new Change(PAGE, SMALL, Row.of("1", "d")));
    assertThat(pending()).as("until it is applied").containsExactly(Map.entry(ONE, 4L));
    assertThat(withheld.needless(4)).as("the partner has it").isEqualTo(Long.MAX_VALUE);
    assertThat(pending()).isNotEmpty();
    assertThat(withheld.forget(4)).isEqualTo(Long.MAX_VALUE);
    assertThat(pending()).isEmpty();
  }

  @Test
  void a_row_that_is_set_aside_and_gets_another_key_goes_as_a_delete_and_an_insert() {
    change(SMALL, LARGE);
    next(true);
    change(LARGE, Row.of("2", "d"));
    assertThat(next(true))
        .containsExactly(new Change(PAGE, SMALL, null), new Change(PAGE, null, Row.of("2", "d")));
    change(Row.of("2", "d"), Row.of("3", "e".repeat(100)));
    assertThat(next(true))
        .containsExactly(
            new Change(PAGE, Row.of("2", "d"), null), toCome(Row.of("3", "e".repeat(50))));
    assertThat(pending()).containsKey(new RowId("page", Key.of("3")));
    change(Row.of("3", "e".repeat(100)), Row.of("3", "f"));
    assertThat(next(true))
        .containsExactly(
            new Item.Present(PAGE, Row.of("3", "f"), false),
            withdrawn(Row.of("3", "e".repeat(50))));
  }

  /** The spoke may have inserted the same row meanwhile, which the hub did not have to answer. */
  @Test
  void a_row_that_its_spoke_is_late_to_learn_of_comes_whatever_it_has() {
    change(null, LARGE);
    next(true);
    withheld.told(new RowLimits(150, 1_000));
    change(null, Row.of("2", "a"));
    assertThat(next(true))
        .containsExactly(
            new Item.Present(PAGE, LARGE, false),
            withdrawn(LARGE),
            new Change(PAGE, null, Row.of("2", "a")));
  }

  @Test
  void it_goes_as_it_is_now_once_the_partner_takes_it() {
    change(SMALL, LARGE);
    change(LARGE, LARGER);
    next(true);
    withheld.told(new RowLimits(150, 1_000));
    change(null, Row.of("2", "a"));
    assertThat(next(true)).as("it is larger by now").hasSize(1);
    withheld.told(new RowLimits(250, 1_000));
    change(null, Row.of("3", "a"));
    assertThat(next(true)).hasSize(2).first().isEqualTo(new Change(PAGE, SMALL, LARGER));
    assertThat(next(true)).isEmpty();
  }

  private static Item toCome(Row row) {
    return new Item.Present(PAGE, row, Item.Present.Purpose.TO_COME);
  }

  private static Item withdrawn(Row row) {
    return new Item.Present(PAGE, row, Item.Present.Purpose.WITHDRAWN);
  }

  /** At the spoke, the row of which it was told may have been several, of which one now is none. */
  @Test
  void what_a_spoke_was_told_to_come_and_its_own_change_made_known_is_withdrawn() {
    change(null, LARGE);
    next(true);
    entry(new Change(PAGE, LARGE, SMALL), "c1");
    assertThat(next(true)).containsExactly(withdrawn(START));
    assertThat(next(true)).isEmpty();
  }

  @Test
  void a_spoke_is_told_that_a_row_will_come_and_that_it_will_not() {
    change(null, LARGE);
    assertThat(next(true)).containsExactly(toCome(START));
    change(LARGE, LARGER);
    assertThat(next(true)).isEmpty();
    change(LARGER, null);
    assertThat(next(true))
        .containsExactly(new Change(PAGE, Row.of("1", "c".repeat(50)), null), withdrawn(START));
    assertThat(pending()).containsExactly(Map.entry(ONE, 3L));
  }

  @Test
  void a_row_of_a_load_is_told_to_come_whatever_was_told_before() {
    change(null, LARGE);
    next(true);
    entry(new Item.Present(PAGE, LARGE, false), null);
    assertThat(next(true)).containsExactly(toCome(START));
  }

  @Test
  void the_start_of_a_value_is_whole_characters_and_whole_bytes_and_nothing_of_other_types() {
    RowLimits limits = new RowLimits(9, 1_000);
    Table all =
        new Table(
            "all",
            List.of(
                column("id", true),
                column("smile", false),
                column("bell", false),
                new Column("bytes", LogicalType.BINARY, "bytea", 0, -1, true, false),
                new Column("tree", LogicalType.JSON, "json", 0, -1, true, false)));
    String json = "{\"a\":\"" + "b".repeat(20) + "\"}";
    Row whole = Row.of("1", "12345678\ud83d\ude00", "1\u0007345678", "0a".repeat(20), json);
    assertThat(limits.reduced(all, whole))
        .isEqualTo(Row.of("1", "12345678", "1", "0a0a0a0a0a0a", null));
  }

  @Test
  void the_start_of_a_long_text_that_could_be_bytes_is_text() {
    RowLimits limits = new RowLimits(9, 1_000);
    assertThat(limits.reduced(PAGE, Row.of("1", "ab".repeat(300_000))))
        .isEqualTo(Row.of("1", "ababababa"));
  }

  @Test
  void to_the_hub_a_row_that_is_gone_is_told_without_what_is_too_large() {
    withheld = new Withheld("c1→hq", "c1", false, store);
    change(null, LARGE);
    next(true);
    change(LARGE, null);
    assertThat(next(true)).containsExactly(new Change(PAGE, START, null));
  }

  @Test
  void what_the_partner_wrote_itself_is_what_it_knows() {
    change(SMALL, LARGE);
    next(true);
    entry(new Change(PAGE, LARGE, SMALL), "c1");
    assertThat(next(true)).isEmpty();
    withheld.forget(2);
    assertThat(pending()).isEmpty();
  }

  @Test
  void a_changeset_without_a_manifest_has_set_nothing_aside_and_sent_nothing() {
    change(null, SMALL);
    next(true);
    change(SMALL, LARGE);
    next(false);
    withheld.told(new RowLimits(150, 1_000));
    assertThat(next(true)).containsExactly(new Change(PAGE, SMALL, LARGE));
    change(LARGE, LARGER);
    next(true);
    withheld.told(new RowLimits(250, 1_000));
    change(null, Row.of("2", "a"));
    assertThat(next(false)).hasSize(2);
    assertThat(next(true)).hasSize(2).first().isEqualTo(new Change(PAGE, LARGE, LARGER));
  }

  @Test
  void a_verdict_that_is_too_large_is_told_as_such_and_becomes_its_rows() {
    change(null, SMALL);
    change(SMALL, LARGE);
    next(true);
    entry(new Change(PAGE, LARGE, LARGER), "c1");
    Item.Image image = new Item.Image(PAGE, LARGER);
    entry(new Item.Verdict("side", Key.of("a"), 1, false, List.of(image)), null);
    Item.Image start = new Item.Image(PAGE, Row.of("1", "c".repeat(50)));
    assertThat(next(true))
        .as("the spoke need not wait for it")
        .containsExactly(new Item.Verdict("side", Key.of("a"), 1, false, List.of(start), true));
    withheld.told(new RowLimits(250, 1_000));
    change(null, Row.of("2", "a"));
    assertThat(next(true))
        .containsExactly(
            new Item.Present(PAGE, LARGER, false),
            withdrawn(LARGER),
            new Change(PAGE, null, Row.of("2", "a")));
  }

  @Test
  void a_partner_that_takes_next_to_nothing_gets_what_every_site_takes() {
    RowLimits own = new RowLimits(1 << 26, 1 << 27);
    assertThat(new RowLimits(1, 1).toldTo(own)).isEqualTo(RowLimits.FLOOR);
    assertThat(own.toldTo(own)).isEqualTo(own);
  }

  @Test
  void before_the_partner_has_told_it_gets_what_every_site_takes() {
    Withheld stranger = new Withheld("hq→c2", "c2", true, store);
    entry(new Change(PAGE, null, Row.of("1", "a".repeat((1 << 20) + 1))), null);
    assertThat(stranger.begin(changelog, 0).views(log.get(0)))
        .containsExactly(toCome(Row.of("1", "a".repeat(RowLimits.ALWAYS_TOLD))));
    entry(new Change(PAGE, null, Row.of("1", "a".repeat(1 << 20))), null);
    assertThat(stranger.begin(changelog, 0).views(log.get(1))).hasSize(1);
  }

  private static final class Memory implements SetAsideStore {
    private final TreeMap<String, SetAside> rows = new TreeMap<>();
    private RowLimits told;

    @Override
    public Optional<RowLimits> told(String partner) {
      return partner.equals("c1") ? Optional.ofNullable(told) : Optional.empty();
    }

    @Override
    public void tell(String partner, RowLimits limits) {
      told = limits;
    }

    @Override
    public Unsent unsentThere(String partner) {
      return Unsent.NOTHING;
    }

    @Override
    public void tellUnsent(String partner, Unsent there) {}

    @Override
    public List<SetAside> of(String partner) {
      return List.copyOf(rows.values());
    }

    @Override
    public void save(List<SetAside> some) {
      some.forEach(one -> rows.put(one.position() + " " + one.row().key().text(), one));
    }

    @Override
    public void drop(Collection<SetAside> some) {
      rows.values().removeAll(some);
    }
  }

  private final Changelog changelog =
      new Changelog() {
        @Override
        public Head head() {
          return Head.EMPTY;
        }

        @Override
        public Head append(Head expected, String nonce, Iterator<LogEntry> entries) {
          throw new UnsupportedOperationException();
        }

        @Override
        public Entries read(long after, long to) {
          Iterator<LogEntry> some = List.copyOf(log.subList((int) after, (int) to)).iterator();
          return new Entries() {
            @Override
            public boolean hasNext() {
              return some.hasNext();
            }

            @Override
            public LogEntry next() {
              return some.next();
            }

            @Override
            public void close() {}
          };
        }

        @Override
        public void purge(long to) {}

        @Override
        public void close() {}
      };
}

package io.bactrian.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.BatchLimit;
import io.bactrian.apply.HubApplier;
import io.bactrian.apply.OutboxRecord;
import io.bactrian.apply.SpokeApplier;
import io.bactrian.apply.Write;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Merge;
import io.bactrian.convergence.Steps;
import io.bactrian.database.dialect.TriggerOptions;
import io.bactrian.transform.Values;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Rows of 100,000 characters, many times what a batch may hold: however many a changeset has, what
 * goes to the database and comes from it at once stays as large. The same with rows of 1 MiB and
 * small heaps is {@code bench/run.sh large}.
 */
class LargeRowsApplyTest {
  private static final int ROWS = 150;
  private static final int LENGTH = 100_000;

  private ApplyDatabase site;
  private Table large;
  private long most;

  @BeforeEach
  void open() throws Exception {
    DataSource source = TestDatabase.postgres();
    List<String> table = List.of("create table \"large\" (\"id\" int primary key, \"body\" text)");
    site = new ApplyDatabase(source, TriggerOptions.NONE, table);
    large = site.schema.table("large");
  }

  private static Row row(int id, char filledWith) {
    return Row.of("" + id, Character.toString(filledWith).repeat(LENGTH));
  }

  /** Made one by one, as they are read from a document. */
  private static Iterator<Item> items(IntFunction<Item> each) {
    return IntStream.rangeClosed(1, ROWS).mapToObj(each).iterator();
  }

  @Test
  void a_spoke_applies_them_in_parts() throws Exception {
    SpokeApplier applier =
        new SpokeApplier(
            "hq",
            AppliersOnDatabasesTest.into(site),
            AppliersOnDatabasesTest.nothingInTheLog(),
            number -> number,
            site.schema.tables(),
            () -> "drift");
    Header first = new Header("hq", "c1", 1, 1, Header.NO_HASH, 0, "hq", "1");
    try (ApplyTransaction tx = watched()) {
      Steps.apply(applier, tx, first, "#1", items(i -> new Item.Change(large, null, row(i, 'a'))));
    }
    Header second = new Header("hq", "c1", 1, 2, "#1", 0, "hq", "1");
    try (ApplyTransaction tx = watched()) { // small there, large here: only reading tells
      Row small = Row.of("1", "b");
      Steps.apply(
          applier,
          tx,
          second,
          "#2",
          items(i -> new Item.Present(large, small.with(0, "" + i), false)));
    }
    assertThat(site.ask("select count(*) from \"large\" where \"body\" = 'b'"))
        .containsExactly("" + ROWS);
    withinALimit();
  }

  @Test
  void the_hub_judges_them_in_parts() throws Exception {
    Merge merge =
        new Merge(
            AppliersOnDatabasesTest.hubWins(),
            (t, c, a, b) -> Values.same(t.column(c), a.get(c), b.get(c)));
    HubApplier applier =
        new HubApplier(
            "c1",
            AppliersOnDatabasesTest.into(site),
            AppliersOnDatabasesTest.into(site),
            merge,
            site.destinations,
            () -> "conflict");
    Header first = new Header("c1", "hq", 1, 1, Header.NO_HASH, 0, "shop", "1");
    try (ApplyTransaction tx = watched()) {
      Steps.apply(applier, tx, first, "#1", items(i -> new Item.Change(large, null, row(i, 'a'))));
    }
    Header second = new Header("c1", "hq", 1, 2, "#1", 0, "shop", "1");
    try (ApplyTransaction tx = watched()) { // all of them conflicts, with as many answers
      assertThat(
              Steps.apply(
                      applier,
                      tx,
                      second,
                      "#2",
                      items(i -> new Item.Change(large, row(i, 'b'), row(i, 'c'))))
                  .verdicts())
          .isEqualTo(ROWS);
    }
    withinALimit();
  }

  /** A conflict is kept with its rows four times. */
  private void withinALimit() {
    assertThat(most).isBetween((long) LENGTH, 4 * BatchLimit.CHARS + 4 * LENGTH);
    assertThat((long) ROWS * LENGTH).isGreaterThan(7 * BatchLimit.CHARS);
  }

  /** A transaction of which the largest argument or result is noted. */
  private ApplyTransaction watched() {
    ApplyTransaction tx = site.begin();
    return (ApplyTransaction)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {ApplyTransaction.class},
            (proxy, method, arguments) -> {
              try {
                Object result = method.invoke(tx, arguments);
                most = Math.max(most, size(result));
                for (Object argument : arguments == null ? new Object[0] : arguments) {
                  most = Math.max(most, size(argument));
                }
                return result;
              } catch (InvocationTargetException failed) {
                throw failed.getCause();
              }
            });
  }

  private static long size(Object of) {
    if (of instanceof Map<?, ?> map) {
      return size(map.values());
    }
    if (of instanceof Iterable<?> many) {
      long sum = 0;
      for (Object one : many) {
        sum += size(one);
      }
      return sum;
    }
    if (of instanceof Write write) {
      return write.row().size();
    }
    if (of instanceof OutboxRecord.ConflictRecord record) {
      var c = record.conflict();
      return BatchLimit.size(c.base())
          + BatchLimit.size(c.ours())
          + BatchLimit.size(c.theirs())
          + BatchLimit.size(record.decision().row());
    }
    if (of instanceof OutboxRecord.VerdictFor answer) {
      return answer.verdict().rows().stream().mapToLong(i -> i.row().size()).sum();
    }
    return of instanceof Row row ? row.size() : 0;
  }
}

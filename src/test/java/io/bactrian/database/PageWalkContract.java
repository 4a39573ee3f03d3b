package io.bactrian.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A table is walked page by page while another session changes it: a page waits for what is not
 * committed yet, and the walk still meets every row that is there throughout.
 */
abstract class PageWalkContract {
  private static final int FIRST = 101;
  private static final int LAST = 112;
  private static final int PAGE = 3;

  abstract ApplyDatabase open(List<String> tables) throws SQLException;

  /** How many sessions wait for a lock. */
  abstract int waiting(Statement statement) throws SQLException;

  /** Kinds of keys, whose order is that of the numbers that they are made from. */
  enum Keys {
    INTEGER("id int primary key", "id", "%d"),
    TEXT("id varchar(9) primary key", "id", "'k%03d'"),
    COMPOSITE("a int, b int, primary key (a, b)", "a, b", "7, %d"),
    BOTH_PARTS("a int, b int, primary key (a, b)", "a, b", "%1$d / 5, %1$d");

    private final String columns;
    private final String names;
    private final String values;

    Keys(String columns, String names, String values) {
      this.columns = columns;
      this.names = names;
      this.values = values;
    }

    String table() {
      return "create table \"t\" (text varchar(9), " + columns + ")";
    }

    String insert(int number) {
      return "insert into \"t\" (%s, text) values (%s, '%d')"
          .formatted(names, values.formatted(number), number);
    }

    String move(int from, int to) {
      return "update \"t\" set (%s) = row(%s) where %s"
          .formatted(names, values.formatted(to), where(from));
    }

    String delete(int number) {
      return "delete from \"t\" where " + where(number);
    }

    private String where(int number) {
      return "(%s) = (%s)".formatted(names, values.formatted(number));
    }
  }

  /** Statements of the other session about the rows of the second page, 104 to 106, and others. */
  private static Stream<List<String>> rivals(Keys keys) {
    List<List<String>> all = new ArrayList<>();
    for (int row = 104; row <= 106; row++) {
      all.add(List.of(keys.move(row, 900)));
      all.add(List.of(keys.move(row, row - 100)));
      all.add(List.of(keys.move(110, 120), keys.move(row, 110)));
      all.add(List.of(keys.delete(row)));
      all.add(List.of(keys.delete(row), keys.insert(row)));
      all.add(List.of(keys.delete(row), keys.insert(5), keys.insert(900)));
    }
    all.add(List.of(keys.move(106, 900), keys.move(104, 106), keys.move(900, 104)));
    all.add(IntStream.rangeClosed(104, 106).mapToObj(i -> keys.move(i, i + 100)).toList());
    all.add(IntStream.rangeClosed(104, 106).mapToObj(i -> keys.move(i, i - 100)).toList());
    all.add(IntStream.rangeClosed(104, 109).mapToObj(keys::delete).toList());
    all.add(IntStream.rangeClosed(104, LAST).mapToObj(keys::delete).toList());
    all.add(IntStream.rangeClosed(FIRST, LAST).mapToObj(i -> keys.move(i, i + 100)).toList());
    return all.stream();
  }

  private static Stream<Object[]> cases() {
    return Stream.of(Keys.values())
        .flatMap(keys -> rivals(keys).map(statements -> new Object[] {keys, statements}));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("cases")
  void a_walk_meets_every_row_that_is_there_throughout(Keys keys, List<String> rival)
      throws Exception {
    ApplyDatabase db = open(List.of(keys.table()));
    for (int i = FIRST; i <= LAST; i++) {
      db.run(keys.insert(i));
    }
    List<String> before = db.ask("select text from \"t\"");
    TreeSet<String> met = new TreeSet<>();
    try (Connection other = db.connections.getConnection();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      for (String each : rival) {
        statement.execute(each);
      }
      CompletableFuture<Void> walk = CompletableFuture.runAsync(() -> walk(db, met));
      awaitWaiting(db, walk);
      other.commit();
      walk.join();
    }
    TreeSet<String> throughout = new TreeSet<>(before);
    throughout.removeIf(text -> rival.stream().anyMatch(sql -> sql.contains(text)));
    assertThat(met).containsAll(throughout);
  }

  private static void walk(ApplyDatabase db, TreeSet<String> met) {
    Table table = db.schema.table("t");
    Key after = null;
    List<Row> page;
    do {
      try (ApplyTransaction tx = db.begin()) {
        page = tx.page(table, after, PAGE);
        for (Row row : page) {
          after = table.keyOf(row);
          met.add(row.get(0));
        }
        tx.commit();
      }
    } while (!page.isEmpty());
  }

  private void awaitWaiting(ApplyDatabase db, CompletableFuture<Void> walk) throws SQLException {
    try (Connection watch = db.connections.getConnection();
        Statement statement = watch.createStatement()) {
      int found = 0;
      while (found == 0 && !walk.isDone()) {
        found = waiting(statement);
      }
    }
    assertThat(walk).isNotDone();
  }
}

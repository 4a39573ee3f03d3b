package io.bactrian.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.ApplyTransaction.ApplyInterruptedException;
import io.bactrian.changeset.Key;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Users of the database go first: an applier that would keep them waiting gives way. */
class LockWaitTest {
  private ApplyDatabase db;

  @BeforeEach
  void open() throws Exception {
    db = PostgresApply.open();
    db.run("insert into \"customer\" (\"id\", \"name\") values (1, 'one'), (2, 'two')");
  }

  private ApplyTransaction applier(Duration lockWait) {
    return new ApplyTransactions(
            db.connections,
            db.dialect,
            db.schema,
            db.destinations,
            Clock.systemUTC(),
            Map.of(),
            lockWait)
        .open();
  }

  @Test
  void a_row_that_the_application_keeps_locked_is_waited_for_a_bounded_time() throws Exception {
    try (Connection user = db.connections.getConnection();
        ApplyTransaction tx = applier(Duration.ofMillis(50))) {
      user.setAutoCommit(false);
      TestDatabase.run(user, "update \"customer\" set \"name\" = 'edited' where \"id\" = 1");
      tx.lockStream("hq");
      assertThatThrownBy(() -> tx.loadAndLock(db.customer, List.of(Key.of("1"))))
          .isInstanceOf(ApplyInterruptedException.class)
          .hasMessageStartingWith(
              "Apply gave way while locking rows of customer: another session holds what it needs"
                  + " (SQLSTATE 55P03).")
          .hasMessageContaining("tried again; nothing is lost");
      user.rollback();
    }
  }

  @Test
  void in_a_deadlock_it_is_the_applier_that_gives_way() throws Exception {
    try (Connection user = db.connections.getConnection()) {
      user.setAutoCommit(false);
      TestDatabase.run(user, "update \"customer\" set \"name\" = 'edited' where \"id\" = 1");
      Future<Void> waits;
      try (ApplyTransaction tx = applier(Duration.ofSeconds(30))) {
        tx.lockStream("hq");
        tx.loadAndLock(db.customer, List.of(Key.of("2")));
        waits = CompletableFuture.runAsync(() -> edit(user));
        untilSomebodyWaits();
        assertThatThrownBy(() -> tx.loadAndLock(db.customer, List.of(Key.of("1"))))
            .isInstanceOf(ApplyInterruptedException.class)
            .hasMessageContaining("gave way");
      }
      assertThat(waits.get()).isNull();
    }
  }

  @Test
  void it_is_known_before_the_commit_that_users_wait_for_locked_rows() throws Exception {
    assertThat(keepsWaiting("shop")).isTrue();
  }

  @Test
  void an_applier_that_waits_for_another_is_no_user() throws Exception {
    assertThat(keepsWaiting("bactrian 17")).isFalse();
  }

  /** Whether the applier says so while a session of this name waits for it. */
  private boolean keepsWaiting(String name) throws Exception {
    try (Connection user = db.connections.getConnection()) {
      user.setAutoCommit(false);
      TestDatabase.run(user, "set application_name = '" + name + "'");
      Future<Void> waits;
      boolean keepsWaiting;
      try (ApplyTransaction tx = applier(Duration.ofSeconds(30))) {
        tx.lockStream("hq");
        tx.savepoint();
        tx.loadAndLock(db.customer, List.of(Key.of("2")));
        assertThat(tx.keepsWaiting()).as("before").isFalse();
        waits = CompletableFuture.runAsync(() -> edit(user));
        untilSomebodyWaits();
        keepsWaiting = tx.keepsWaiting();
      }
      assertThat(waits.get()).isNull();
      return keepsWaiting;
    }
  }

  private static void edit(Connection user) {
    try {
      TestDatabase.run(user, "update \"customer\" set \"name\" = 'e' where \"id\" = 2");
      user.commit();
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private void untilSomebodyWaits() throws Exception {
    try (Connection connection = db.connections.getConnection();
        Statement statement = connection.createStatement()) {
      boolean waits = false;
      while (!waits) {
        try (ResultSet row =
            statement.executeQuery("select exists (select from pg_locks where not granted)")) {
          row.next();
          waits = row.getBoolean(1);
        }
      }
    }
  }
}

package io.bactrian.database;

import static io.bactrian.database.TestDatabase.rows;
import static io.bactrian.database.TestDatabase.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.database.dialect.Dialect;
import io.bactrian.database.postgres.PostgresDialect;
import io.bactrian.wire.SilentWire;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** A connection without an answer is given up when nobody works on it, and only then. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PostgresSilenceTest {
  private static final Duration SILENCE = Duration.ofMillis(900);

  private final Dialect dialect = new PostgresDialect();
  private PGSimpleDataSource source;
  private SilentWire wire;
  private Connection user;
  private Connection ours;

  @BeforeEach
  void connect() throws Exception {
    source = (PGSimpleDataSource) TestDatabase.postgres();
    wire = new SilentWire(source.getPortNumbers()[0]);
    Properties login = new Properties();
    login.setProperty("user", source.getUser());
    String url =
        "jdbc:postgresql://127.0.0.1:%d/%s".formatted(wire.port(), source.getDatabaseName());
    ours = new PreparedDataSource(url, login, SILENCE).getConnection();
    user = source.getConnection();
    run(user, "create table t (id int primary key)", "insert into t values (1)");
    dialect.begin(ours, false);
  }

  @AfterEach
  void end() throws Exception {
    ours.close();
    wire.close();
    TestDatabase.end(user);
  }

  private void lock() throws SQLException {
    run(ours, "update t set id = 1");
  }

  private void isGivenUp(ThrowingCallable statement) {
    assertThatThrownBy(statement)
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).startsWith("08"))
        .hasRootCauseInstanceOf(java.io.IOException.class);
  }

  private void locksAreGone() throws SQLException {
    run(user, "set lock_timeout = '60s'", "update t set id = 1");
  }

  @Test
  void a_statement_that_never_arrives_is_given_up_and_the_locks_of_its_session_go()
      throws Exception {
    lock();
    wire.goSilent();
    isGivenUp(() -> rows(ours, "select 1"));
    locksAreGone();
  }

  @Test
  void so_is_one_whose_answer_gets_lost() throws Exception {
    lock();
    CompletableFuture<Void> cut = CompletableFuture.runAsync(this::goSilentWhileItSleeps);
    isGivenUp(() -> rows(ours, "select pg_sleep(1)"));
    cut.join();
    locksAreGone();
  }

  private void goSilentWhileItSleeps() {
    try (Connection db = source.getConnection()) {
      while (rows(db, "select 1 from pg_stat_activity where wait_event = 'PgSleep'").isEmpty()) {
        LockSupport.parkNanos(1_000_000);
      }
      wire.goSilent();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void so_is_a_value_of_which_the_rest_can_not_be_written() throws Exception {
    lock();
    wire.goSilent();
    try (PreparedStatement large = ours.prepareStatement("select length(?)")) {
      large.setString(1, "x".repeat(64 << 20));
      isGivenUp(large::executeQuery);
    }
    locksAreGone();
  }

  @Test
  void a_session_that_is_lost_with_the_network_is_ended_when_that_is_mended() throws Exception {
    lock();
    wire.cut();
    isGivenUp(() -> rows(ours, "select 1"));
    wire.mend();
    locksAreGone();
  }

  @Test
  void a_long_statement_and_one_that_waits_for_a_lock_are_not_silent() throws Exception {
    user.setAutoCommit(false);
    run(user, "update t set id = 1");
    CompletableFuture<Void> waits = CompletableFuture.runAsync(this::commitWhenItHasWaited);
    run(ours, "update t set id = 1", "select pg_sleep(2)");
    waits.join();
    ours.commit();
  }

  private void commitWhenItHasWaited() {
    String waiting =
        "select 1 from pg_stat_activity where wait_event_type = 'Lock'"
            + " and clock_timestamp() - query_start > '3s' and datname = current_database()";
    try (Connection db = source.getConnection()) {
      while (rows(db, waiting).isEmpty()) {
        LockSupport.parkNanos(20_000_000);
      }
      user.commit();
      user.setAutoCommit(true);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void an_idle_connection_is_left_alone() throws Exception {
    ours.commit();
    run(user, "select pg_sleep(2)");
    assertThat(rows(ours, "select 1")).containsExactly("1");
  }

  @Test
  void the_server_too_looks_after_its_connections() throws Exception {
    assertThat(
            rows(
                ours,
                "select current_setting('tcp_keepalives_idle'),"
                    + " current_setting('tcp_user_timeout')"))
        .containsExactly("10|25000");
  }
}

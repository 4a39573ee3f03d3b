package io.bactrian.database;

import static io.bactrian.database.TestDatabase.rows;
import static io.bactrian.database.TestDatabase.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.database.dialect.Dialect;
import io.bactrian.database.dialect.Finding;
import io.bactrian.database.postgres.PostgresDialect;
import io.bactrian.wire.SilentWire;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Whatever the role and the database set, our statements mean the same and run to their end. */
class PostgresSessionsTest {
  private static final String ALL = "select name, setting from pg_settings order by 1";

  /** Each would end a statement of ours, or bend it. */
  private static final List<String> HOSTILE =
      List.of(
          "statement_timeout = '50ms'",
          "lock_timeout = '50ms'",
          "idle_in_transaction_session_timeout = '50ms'",
          "transaction_timeout = '50ms'",
          "default_transaction_isolation = 'serializable'",
          "default_transaction_read_only = on",
          "default_transaction_deferrable = on",
          "synchronous_commit = off",
          "standard_conforming_strings = off",
          "array_nulls = off",
          "xmloption = document",
          "jit = on",
          "row_security = on",
          "datestyle = 'SQL, DMY'",
          "timezone = 'Asia/Tokyo'",
          "intervalstyle = 'sql_standard'",
          "bytea_output = 'escape'",
          "extra_float_digits = 0",
          "search_path = own, public");

  private final Dialect dialect = new PostgresDialect();
  private PGSimpleDataSource source;

  @BeforeEach
  void hostile() throws SQLException {
    source = (PGSimpleDataSource) TestDatabase.postgres();
    try (Connection db = source.getConnection()) {
      run(db, "create schema own", "create table own.t (id int primary key, at timestamptz)");
      for (String setting : HOSTILE) {
        run(db, "alter database " + db.getCatalog() + " set " + setting);
      }
    }
  }

  @AfterEach
  void drop() throws SQLException {
    TestDatabase.end(source.getConnection());
  }

  private void means(Connection db) throws SQLException {
    assertThat(
            rows(
                db,
                "select current_schema(), timestamptz '2026-01-31 00:00+00', '\\x', array['', null]::text,"
                    + " current_setting('statement_timeout'), current_setting('lock_timeout'),"
                    + " current_setting('transaction_timeout'), current_setting('row_security'),"
                    + " current_setting('idle_in_transaction_session_timeout')"))
        .containsExactly("own|2026-01-31 00:00:00+00|\\x|{\"\",NULL}|0|0|0|off|10min");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_transaction_has_settings_of_its_own_and_leaves_none(boolean snapshot) throws SQLException {
    try (Connection db = source.getConnection()) {
      List<String> before = rows(db, ALL);
      dialect.begin(db, snapshot);
      run(db, "select pg_sleep(0.2)");
      means(db);
      assertThat(
              rows(
                  db,
                  "select current_setting('transaction_isolation'),"
                      + " current_setting('transaction_read_only'),"
                      + " current_setting('transaction_deferrable'),"
                      + " current_setting('synchronous_commit')"))
          .containsExactly(snapshot ? "repeatable read|on|off|on" : "read committed|off|off|on");
      db.commit();
      db.setAutoCommit(true);
      assertThat(rows(db, ALL)).isEqualTo(before);
    }
  }

  @Test
  void stricter_durability_of_commits_is_kept() throws SQLException {
    try (Connection db = source.getConnection()) {
      run(db, "set synchronous_commit = remote_apply");
      dialect.begin(db, false);
      assertThat(rows(db, "show synchronous_commit")).containsExactly("remote_apply");
      db.rollback();
    }
  }

  @Test
  void single_statements_have_the_settings_where_no_pooler_is() throws SQLException {
    try (Connection db = source.getConnection()) {
      dialect.prepare(db);
      run(db, "select pg_sleep(0.2)");
      means(db);
    }
  }

  private PGSimpleDataSource through(SilentWire wire) throws SQLException {
    PGSimpleDataSource through = new PGSimpleDataSource();
    through.setUrl(source.getURL());
    through.setUser(source.getUser());
    through.setServerNames(new String[] {"127.0.0.1"});
    through.setPortNumbers(new int[] {wire.port()});
    return through;
  }

  private String url(int port) {
    return "jdbc:postgresql://localhost:%d/%s".formatted(port, source.getDatabaseName());
  }

  /** A pooler tells the driver another session than the one that answers. */
  private SilentWire wire(boolean pooler) throws Exception {
    return new SilentWire(
        source.getServerNames()[0],
        source.getPortNumbers()[0],
        () -> pooler ? new OtherSession() : (bytes, length) -> {});
  }

  /** Changes the process id in the message BackendKeyData. */
  private static final class OtherSession implements SilentWire.Change {
    private boolean done;

    @Override
    public void apply(byte[] bytes, int length) {
      for (int i = 0; !done && i + 12 < length; i++) {
        if (bytes[i] == 'K' && bytes[i + 1] == 0 && bytes[i + 3] == 0 && bytes[i + 4] == 12) {
          bytes[i + 6] ^= 0x55;
          done = true;
        }
      }
    }
  }

  @Test
  void behind_a_pooler_nothing_is_set_outside_of_transactions() throws Exception {
    try (SilentWire wire = wire(true);
        Connection db = through(wire).getConnection()) {
      List<String> before = rows(db, ALL);
      dialect.prepare(db);
      assertThat(rows(db, ALL)).isEqualTo(before);
      assertThat(db.unwrap(org.postgresql.PGConnection.class).getPrepareThreshold()).isZero();
      dialect.begin(db, false);
      means(db);
      db.commit();
      db.setAutoCommit(true);
      assertThat(rows(db, ALL)).isEqualTo(before);
    }
  }

  @Test
  void check_tells_of_a_pooler() throws Exception {
    try (SilentWire wire = wire(true);
        Neighbourhood here = new Neighbourhood(through(wire).getConnection())) {
      here.install("t");
      assertThat(here.check("t")).extracting(Finding::kind).containsExactly(Finding.Kind.POOLED);
    } finally {
      source = (PGSimpleDataSource) TestDatabase.postgres();
    }
  }

  @Test
  @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void a_connection_that_has_gone_silent_is_given_up() throws Exception {
    try (SilentWire wire = wire(false)) {
      Properties login = new Properties();
      login.setProperty("user", source.getUser());
      PreparedDataSource patient =
          new PreparedDataSource(url(wire.port()), login, Duration.ofSeconds(1));
      try (Connection db = patient.getConnection()) {
        assertThat(rows(db, "select 1")).containsExactly("1");
        wire.goSilent();
        assertThatThrownBy(() -> rows(db, "select 1"))
            .isInstanceOfSatisfying(
                SQLException.class, e -> assertThat(e.getSQLState()).startsWith("08"));
      }
    }
  }

  @Test
  void what_the_url_says_of_silence_counts() throws Exception {
    Properties login = new Properties();
    login.setProperty("user", source.getUser());
    String url = url(source.getPortNumbers()[0]);
    try (Connection db =
        new PreparedDataSource(url + "?socketTimeout=7", login, Duration.ofSeconds(100))
            .getConnection()) {
      assertThat(db.getNetworkTimeout()).isEqualTo(7_000);
    }
  }
}

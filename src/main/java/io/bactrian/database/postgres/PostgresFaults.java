package io.bactrian.database.postgres;

import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Table;
import io.bactrian.database.dialect.Finding;
import io.bactrian.database.dialect.Finding.Kind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds what keeps rows of tracked tables from being captured or applied whole, however triggers
 * are made. Each is refused by {@code install}, {@code check} and {@code run}.
 */
final class PostgresFaults {
  /** Its columns are a table, as configured, and what else the message needs. */
  private static final String HIDDEN =
      """
      select %s, current_user, c.relforcerowsecurity
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relrowsecurity and row_security_active(c.oid) order by 1
      """
          .formatted(PostgresCatalog.TABLE_NAME);

  private static final String OIDS =
      """
      with recursive d(oid, root) as (
        select oid, oid from pg_type
        union
        select d.oid, case t.typtype when 'd' then t.typbasetype else t.typelem end
        from d join pg_type t on t.oid = d.root where t.typtype = 'd' or t.typcategory = 'A')
      select %s, a.attname, format_type(a.atttypid, a.atttypmod), coalesce(a.attnum = any (i.indkey), false)
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        left join pg_index i on i.indrelid = c.oid and i.indisprimary
      where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema')
        and exists (select from d where d.oid = a.atttypid and d.root = 'oid'::regtype)
      order by 1, a.attnum
      """
          .formatted(PostgresCatalog.TABLE_NAME);

  private final Connection connection;
  private final Schema schema;
  private final List<Finding> faults = new ArrayList<>();

  private PostgresFaults(Connection connection, Schema schema) {
    this.connection = connection;
    this.schema = schema;
  }

  static List<Finding> find(Connection connection, Schema schema) throws SQLException {
    PostgresFaults all = new PostgresFaults(connection, schema);
    all.each(HIDDEN, Kind.ROWS_HIDDEN, PostgresFaults::hidden);
    all.each(OIDS, Kind.COLUMN_UNSUITABLE, all::oid);
    all.session();
    return all.faults;
  }

  /** Words a fault; null for none. */
  @FunctionalInterface
  private interface Wording {
    String of(ResultSet row) throws SQLException;
  }

  private void each(String query, Kind kind, Wording wording) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      while (row.next()) {
        String message = schema.table(row.getString(1)) == null ? null : wording.of(row);
        if (message != null) {
          faults.add(new Finding(kind, row.getString(1), message));
        }
      }
    }
  }

  private static String hidden(ResultSet row) throws SQLException {
    return "Table `%s` has row-level security that binds Bactrian's user `%s`: a hidden row would be taken for a deleted one. Let a superuser run `alter role %2$s bypassrls`%s."
        .formatted(
            row.getString(1),
            row.getString(2),
            row.getBoolean(3)
                ? ", or, for a user who owns the table, `alter table ... no force row level security`"
                : ", or make that user the table's owner");
  }

  private String oid(ResultSet row) throws SQLException {
    Table table = schema.table(row.getString(1));
    String column = row.getString(2);
    return table.columns().stream().noneMatch(c -> c.name().equals(column))
        ? null
        : "Column `%s` of table `%s` has the type %s: such a number names an object or a large object of this database and means nothing in another, which does not get what it names. %s."
            .formatted(
                column,
                table.name(),
                row.getString(3),
                row.getBoolean(4)
                    ? "Use another key, or take the table out of tables.yaml"
                    : "Store the content as bytea, or write `exclude: [%s]` in tables.yaml"
                        .formatted(column));
  }

  /** Only a superuser can set it, and only then; Bactrian's user can't set it back. */
  private void session() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select current_user, current_setting('session_replication_role')")) {
      row.next();
      if (!row.getString(2).equals("origin")) {
        faults.add(
            new Finding(
                Kind.SESSION_UNSUITABLE,
                "",
                "Sessions of user `%s` have session_replication_role = %s: foreign keys are not checked and the application's triggers do not fire for what Bactrian writes. Let a superuser run `alter role %1$s reset session_replication_role`, and the same for the database."
                    .formatted(row.getString(1), row.getString(2))));
      }
    }
  }
}

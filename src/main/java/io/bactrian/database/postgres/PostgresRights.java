package io.bactrian.database.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Finds the rights that the user lacks to create triggers on PostgreSQL. */
final class PostgresRights {
  private static final String OF_SCHEMA =
      """
      select quote_ident(s.name), quote_ident(current_user), quote_ident(current_database()),
        s.name is not null and has_schema_privilege(current_user, s.name, 'USAGE'),
        s.name is not null and has_schema_privilege(current_user, s.name, 'CREATE'),
        has_language_privilege(current_user, 'plpgsql', 'USAGE')
      from (select coalesce(current_schema(),
        (select n.nspname from unnest(string_to_array(current_setting('search_path'), ', ')) p
          join pg_namespace n on n.nspname = trim(both '"' from p) limit 1)) as name) s
      """;

  /** A member of the owner's role that inherits its rights counts as the owner. */
  private static final String OF_TABLE =
      """
      select c.relowner::regrole::text, pg_has_role(current_user, c.relowner, 'USAGE'),
        has_table_privilege(current_user, c.oid, 'SELECT'),
        has_table_privilege(current_user, c.oid, 'INSERT'),
        has_table_privilege(current_user, c.oid, 'UPDATE'),
        has_table_privilege(current_user, c.oid, 'DELETE')
      from pg_class c where c.oid = to_regclass(?)
      """;

  private static final List<String> ROWS = List.of("select", "insert", "update", "delete");

  private PostgresRights() {}

  /**
   * GRANT statements for a superuser or the owner to run; empty when nothing is missing.
   *
   * @param tables the tables to track
   */
  static List<String> missing(Connection connection, Collection<String> tables)
      throws SQLException {
    Set<String> grants = new LinkedHashSet<>();
    String user;
    boolean mayLook;
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(OF_SCHEMA)) {
      row.next();
      user = row.getString(2);
      mayLook = row.getBoolean(4);
      List<String> schema = new ArrayList<>();
      if (!mayLook) {
        schema.add("usage");
      }
      if (!row.getBoolean(5)) {
        schema.add("create");
      }
      if (!schema.isEmpty()) {
        String name = row.getString(1) == null ? "public" : row.getString(1);
        grants.add("grant %s on schema %s to %s".formatted(String.join(", ", schema), name, user));
      }
      if (!row.getBoolean(6)) {
        grants.add("grant usage on language plpgsql to " + user);
      }
    }
    for (String table : mayLook ? tables : List.<String>of()) {
      addMissing(connection, table, user, grants);
    }
    return List.copyOf(grants);
  }

  private static void addMissing(
      Connection connection, String table, String user, Set<String> grants) throws SQLException {
    String quoted = new PostgresDialect().quote(table);
    try (PreparedStatement select = connection.prepareStatement(OF_TABLE)) {
      select.setString(1, quoted);
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          return; // a missing table is reported elsewhere
        }
        if (!row.getBoolean(2)) {
          grants.add("grant %s to %s".formatted(row.getString(1), user));
          return;
        }
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < ROWS.size(); i++) {
          if (!row.getBoolean(3 + i)) {
            rows.add(ROWS.get(i));
          }
        }
        if (!rows.isEmpty()) {
          grants.add("grant %s on %s to %s".formatted(String.join(", ", rows), quoted, user));
        }
      }
    }
  }
}

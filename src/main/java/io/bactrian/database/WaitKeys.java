package io.bactrian.database;

import io.bactrian.changeset.Key;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;

/**
 * How rows of {@code bactrian_wait} are found: by a hash of the key, since a key may be longer than
 * a database takes into an index. Stateless.
 */
final class WaitKeys {
  private WaitKeys() {}

  /** SHA-256 of the key's text, in hexadecimal digits. */
  static String hash(Key key) {
    try {
      byte[] text = key.text().getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is in every Java", e);
    }
  }

  /** Whether the table has them; one made by an earlier version has not. */
  static boolean are(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select 1 from information_schema.key_column_usage"
                    + " where table_schema = current_schema"
                    + " and lower(table_name) = 'bactrian_wait'"
                    + " and lower(column_name) = 'row_hash'")) {
      return row.next();
    }
  }

  /**
   * Gives them to a table of an earlier version, which found its rows by the whole key. What an
   * interrupted one has left is taken up.
   */
  static void upgrade(Connection connection, String textType) throws SQLException {
    if (are(connection)) {
      return;
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("alter table bactrian_wait add column if not exists row_hash varchar(64)");
      fill(connection);
      statement.execute("alter table bactrian_wait alter column row_hash set not null");
      String primary = primaryKey(statement);
      if (primary != null) {
        statement.execute("alter table bactrian_wait drop constraint \"" + primary + "\"");
      }
      statement.execute("alter table bactrian_wait alter column row_key set data type " + textType);
      statement.execute(
          "alter table bactrian_wait"
              + " add primary key (stream, kind, table_name, row_hash, sequence)");
    }
  }

  /** The text of a key is written again, too: it may have been told otherwise. */
  private static void fill(Connection connection) throws SQLException {
    String of =
        " where stream = ? and kind = ? and table_name = ? and row_key = ? and sequence = ?";
    try (Statement select = connection.createStatement();
        ResultSet row =
            select.executeQuery(
                "select stream, kind, table_name, row_key, sequence from bactrian_wait");
        PreparedStatement update =
            connection.prepareStatement(
                "update bactrian_wait set row_hash = ?, row_key = ?" + of)) {
      while (row.next()) {
        Key key = Key.parse(row.getString(4));
        update.setString(1, hash(key));
        update.setString(2, key.text());
        for (int i = 1; i <= 4; i++) {
          update.setString(2 + i, row.getString(i));
        }
        update.setInt(7, row.getInt(5));
        update.addBatch();
      }
      update.executeBatch();
    }
  }

  private static String primaryKey(Statement statement) throws SQLException {
    try (ResultSet row =
        statement.executeQuery(
            "select constraint_name from information_schema.table_constraints"
                + " where table_schema = current_schema"
                + " and lower(table_name) = 'bactrian_wait'"
                + " and constraint_type = 'PRIMARY KEY'")) {
      return row.next() ? row.getString(1) : null;
    }
  }
}

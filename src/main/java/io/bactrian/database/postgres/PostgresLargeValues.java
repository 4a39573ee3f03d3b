package io.bactrian.database.postgres;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.HexText;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.database.dialect.KeyedRows;
import io.bactrian.database.dialect.RowSql;
import io.bactrian.database.dialect.WriteBatch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Reads and writes large binary values in pieces. In the text of a row, the query puts length and
 * hash in the place of such a value, which then is read by itself. Stateless.
 */
final class PostgresLargeValues {
  /** Bytes beyond which a value is not read with its row. */
  private static final int LARGE = 1 << 20;

  /** Bytes of a piece; the driver has it as text, of twice the length. */
  private static final int PIECE = 1 << 20;

  /** Begins what stands for a value; no canonical text of a binary value does. */
  private static final char MARK = 1;

  private PostgresLargeValues() {}

  /** SQL that prints a row as {@link PostgresDialect#rowText}, large binary values replaced. */
  static String rowText(PostgresDialect dialect, Table table, String alias) {
    return table.columns().stream()
        .map(column -> printed(column, alias + "." + dialect.identifier(column.name())))
        .collect(Collectors.joining(", ", "row(", ")::text"));
  }

  private static String printed(Column column, String value) {
    String printed = PostgresDialect.printed(column, value);
    return column.type() != LogicalType.BINARY || column.key()
        ? printed
        : "case when octet_length(%1$s) > %2$d then chr(%3$d) || encode(sha256(%1$s), 'hex') else %4$s end"
            .formatted(value, LARGE, (int) MARK, printed);
  }

  /**
   * The row with all of its values.
   *
   * @param row as {@link #rowText} printed it
   * @param result from which it was read
   */
  static Row complete(PostgresDialect dialect, Table table, Row row, ResultSet result)
      throws SQLException {
    if (row.text().indexOf(MARK) < 0) {
      return row;
    }
    CharSequence[] values = row.toArray();
    for (int i = 0; i < values.length; i++) {
      if (table.column(i).type() == LogicalType.BINARY && isMark(values[i])) {
        String hash = values[i].toString().substring(1);
        values[i] = read(result.getStatement().getConnection(), dialect, table, row, i, hash);
      }
    }
    return Row.owning(values);
  }

  private static boolean isMark(CharSequence value) {
    return value != null && value.length() > 0 && value.charAt(0) == MARK;
  }

  private static CharSequence read(
      Connection connection, RowSql dialect, Table table, Row row, int column, String hash)
      throws SQLException {
    List<Integer> keys = KeyedRows.positions(table);
    String same =
        keys.stream()
            .map(table::column)
            .map(key -> dialect.identifier(key.name()) + " = " + dialect.fromText(key, "?"))
            .collect(Collectors.joining(" and "));
    String sql =
        "select substring(%s from ? for %d) from %s where %s"
            .formatted(
                dialect.identifier(table.column(column).name()),
                PIECE,
                dialect.quote(table.name()),
                same);
    HexText.Builder value = new HexText.Builder();
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      for (int i = 0; i < keys.size(); i++) {
        dialect.bind(select, i + 2, table.column(keys.get(i)), row.get(keys.get(i)));
      }
      byte[] piece = {};
      for (int from = 1; from == 1 || piece.length > 0; from += PIECE) {
        select.setInt(1, from);
        piece = piece(select);
        value.bytes(piece);
      }
    }
    CharSequence text = value.text();
    if (!(text instanceof HexText large) || !HexFormat.of().formatHex(large.hash()).equals(hash)) {
      // serialization_failure: the transaction is tried again
      throw new SQLException("a large value changed while it was read", "40001");
    }
    return text;
  }

  private static byte[] piece(PreparedStatement select) throws SQLException {
    try (ResultSet row = select.executeQuery()) {
      byte[] piece = row.next() ? row.getBytes(1) : null;
      return piece == null ? new byte[0] : piece;
    }
  }

  /** Whether one of the rows has a large value in one of these columns. */
  static boolean in(WriteBatch batch, List<Integer> columns) {
    return batch.writes().stream()
        .anyMatch(write -> columns.stream().anyMatch(c -> write.row().cell(c) instanceof HexText));
  }

  /** A row source {@code u} of one row, as {@link PostgresValues#of}, for {@link #bind}. */
  static String source(RowSql dialect, Table table, Row row, List<Integer> columns) {
    List<String> values = new ArrayList<>();
    for (int c : columns) {
      Column column = table.column(c);
      String value = isBytes(column, row, c) ? "?::bytea" : dialect.fromText(column, "?::text");
      values.add(value + " as v" + c);
    }
    return "(select " + String.join(", ", values) + ") u";
  }

  /** Binds the values of {@link #source}; the driver sends large ones as it reads them. */
  static void bind(PreparedStatement to, Table table, Row row, List<Integer> columns)
      throws SQLException {
    for (int i = 0; i < columns.size(); i++) {
      int c = columns.get(i);
      if (isBytes(table.column(c), row, c)) {
        HexText value = (HexText) row.cell(c);
        to.setBinaryStream(i + 1, value.bytes(), value.size());
      } else {
        to.setString(i + 1, row.get(c));
      }
    }
  }

  private static boolean isBytes(Column column, Row row, int c) {
    return column.type() == LogicalType.BINARY && row.cell(c) instanceof HexText;
  }
}

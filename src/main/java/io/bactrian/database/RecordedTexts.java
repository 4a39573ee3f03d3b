package io.bactrian.database;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowPieces;
import io.bactrian.database.dialect.OutboxSql;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Reads rows of changes from the outbox. Texts that are large are left out of a query's result and
 * read in pieces, so that no text is whole in memory, in the driver's or ours. For one thread.
 */
final class RecordedTexts {
  /** Characters of a piece. */
  private static final int PIECE = 2 << 20;

  /** Bytes beyond which a text is read in pieces. */
  static final long LARGE = 4L << 20;

  private final Connection connection;
  private final OutboxSql sql;

  /**
   * @param connection in whose snapshot, or with whose locks, the rows do not change; in a
   *     transaction
   */
  RecordedTexts(Connection connection, OutboxSql sql) {
    this.connection = connection;
    this.sql = sql;
  }

  /**
   * Two columns to select for the text {@code before} or {@code after}: the text, and whether it is
   * left out.
   *
   * @param alias of the outbox
   */
  static String columns(String alias, String text) {
    String large =
        "%1$s.kind in ('C', 'P', 'H') and octet_length(%1$s.%2$s) > %3$d"
            .formatted(alias, text, LARGE);
    return "case when %1$s then null else %2$s.%3$s end, case when %1$s then 1 else 0 end"
        .formatted(large, alias, text);
  }

  /**
   * The row of a text; null for NULL.
   *
   * @param first place of the first of the two {@link #columns}
   * @param number of the outbox's row
   */
  Row read(ResultSet result, int first, String text, long number) throws SQLException {
    String whole = result.getString(first);
    if (whole != null) {
      return Row.ofText(whole);
    }
    return result.getInt(first + 1) == 0 ? null : inPieces(text, number);
  }

  private Row inPieces(String text, long number) throws SQLException {
    String pieces = sql.pieces(text, PIECE / 2); // the driver has bytes as digits, two for each
    return pieces == null ? bySubstr(text, number) : ofBytes(pieces, number);
  }

  private Row ofBytes(String pieces, long number) throws SQLException {
    RowPieces row = new RowPieces();
    CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer left = ByteBuffer.allocate(0); // of a character between two pieces
    try (PreparedStatement select = connection.prepareStatement(pieces)) {
      select.setFetchSize(1);
      select.setLong(1, number);
      try (ResultSet some = select.executeQuery()) {
        for (long place = 1; some.next(); ) {
          byte[] piece = some.getBytes(2);
          if (some.getLong(1) != place) {
            throw new SQLException("pieces of a recorded text came in another order");
          }
          place += piece.length;
          ByteBuffer bytes = ByteBuffer.allocate(left.remaining() + piece.length);
          bytes.put(left).put(piece).flip();
          CharBuffer text = CharBuffer.allocate(bytes.remaining());
          if (utf8.decode(bytes, text, false).isError()) {
            throw new SQLException("a recorded text is not UTF-8");
          }
          row.add(text.flip().toString());
          left = bytes;
        }
      }
    }
    return row.row();
  }

  private Row bySubstr(String text, long number) throws SQLException {
    String substr = "select substr(" + text + ", ?, ?) from bactrian_change where number = ?";
    RowPieces row = new RowPieces();
    try (PreparedStatement select = connection.prepareStatement(substr)) {
      String piece = "";
      for (int from = 1; from == 1 || !piece.isEmpty(); from += PIECE) {
        select.setInt(1, from);
        select.setInt(2, PIECE);
        select.setLong(3, number);
        try (ResultSet some = select.executeQuery()) {
          piece = some.next() && some.getString(1) != null ? some.getString(1) : "";
        }
        row.add(piece);
      }
    }
    return row.row();
  }
}

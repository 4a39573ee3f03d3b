package io.bactrian.database;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowPieces;
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

  /**
   * @param connection in whose snapshot, or with whose locks, the rows do not change
   */
  RecordedTexts(Connection connection) {
    this.connection = connection;
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
    String sql = "select substr(" + text + ", ?, ?) from bactrian_change where number = ?";
    RowPieces row = new RowPieces();
    try (PreparedStatement select = connection.prepareStatement(sql)) {
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

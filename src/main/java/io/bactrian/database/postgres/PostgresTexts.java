package io.bactrian.database.postgres;

import io.bactrian.apply.Write;
import io.bactrian.database.dialect.WriteBatch;
import java.sql.SQLException;
import java.util.List;

/**
 * Refuses half a surrogate pair as the server refuses NUL. The driver would write a question mark
 * in its place, which is another value or another key.
 */
final class PostgresTexts {
  /** SQLSTATE of a character that is not in the database's encoding. */
  private static final String NOT_IN_REPERTOIRE = "22021";

  private PostgresTexts() {}

  /**
   * @throws SQLException when a value can't be stored; the message does not show it
   */
  static void requireStorable(WriteBatch batch, List<Integer> columns) throws SQLException {
    for (int column : columns) {
      for (Write write : batch.writes()) {
        if (write.row().cell(column) instanceof String value && hasHalfPair(value)) {
          throw new SQLException("a text contains half a surrogate pair", NOT_IN_REPERTOIRE);
        }
      }
    }
  }

  private static boolean hasHalfPair(String value) {
    for (int i = 0, length = value.length(); i < length; i++) {
      char c = value.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < length
                && Character.isLowSurrogate(value.charAt(i + 1));
        if (!pair) {
          return true;
        }
        i++;
      }
    }
    return false;
  }
}

package io.bactrian.database.postgres;

import io.bactrian.apply.Write;
import io.bactrian.changeset.HexText;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.database.dialect.RowSql;
import io.bactrian.database.dialect.WriteBatch;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Inserts rows by COPY in text format. It takes the input syntax of each type, which canonical text
 * is, except that binary values need a prefix. COPY also writes identity columns.
 */
final class PostgresCopy {
  private static final int CHUNK = 64 * 1024;

  private final Connection connection;
  private final RowSql dialect;

  PostgresCopy(Connection connection, RowSql dialect) {
    this.connection = connection;
    this.dialect = dialect;
  }

  void insert(WriteBatch batch, List<Integer> columns) throws SQLException {
    Table table = batch.table();
    String names =
        columns.stream()
            .map(c -> dialect.identifier(table.column(c).name()))
            .collect(Collectors.joining(", "));
    String sql = "copy %s (%s) from stdin".formatted(dialect.quote(table.name()), names);
    CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
    try {
      send(copy, batch, columns);
      copy.endCopy();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  private static void send(CopyIn copy, WriteBatch batch, List<Integer> columns)
      throws SQLException {
    StringBuilder text = new StringBuilder(CHUNK + 4096);
    for (Write write : batch.writes()) {
      line(copy, batch.table(), write.row(), columns, text);
      if (text.length() >= CHUNK) {
        flush(copy, text);
      }
    }
    flush(copy, text);
  }

  private static void flush(CopyIn copy, StringBuilder text) throws SQLException {
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    copy.writeToCopy(bytes, 0, bytes.length);
    text.setLength(0);
  }

  private static void line(
      CopyIn copy, Table table, Row row, List<Integer> columns, StringBuilder out)
      throws SQLException {
    for (int i = 0; i < columns.size(); i++) {
      if (i > 0) {
        out.append('\t');
      }
      CharSequence value = row.cell(columns.get(i));
      if (value == null) {
        out.append("\\N");
        continue;
      }
      if (table.column(columns.get(i)).type() == LogicalType.BINARY) {
        out.append("\\\\x");
      }
      if (value instanceof HexText large) {
        digits(copy, large, out);
      } else {
        escape((String) value, out);
      }
    }
    out.append('\n');
  }

  private static void digits(CopyIn copy, HexText value, StringBuilder out) throws SQLException {
    for (int part = 0; part < value.parts(); part++) {
      out.append(value.digits(part));
      flush(copy, out);
    }
  }

  private static void escape(String value, StringBuilder out) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\\' -> out.append("\\\\");
        case '\t' -> out.append("\\t");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        default -> out.append(c);
      }
    }
  }
}

package io.bactrian.database.postgres;

import static io.bactrian.database.dialect.Consequence.PARKS;
import static io.bactrian.database.dialect.Consequence.PARKS_IF_RAISED;
import static io.bactrian.database.dialect.Consequence.RETRIES;

import io.bactrian.database.dialect.Consequence;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What follows from each error of PostgreSQL ("Appendix A. PostgreSQL Error Codes"). */
final class PostgresConsequences {
  /** The row, or a trigger that it fires, caused it. */
  private static final List<String> OF_THE_ROW =
      List.of("09", "20", "21", "22", "23", "27", "38", "44", "54000", "P0");

  /** The server's own are about rights and settings, but rules are often raised under them. */
  private static final List<String> OFTEN_RAISED = List.of("0A", "42501", "55000");

  /** The transaction, the session, the server or the program caused it. */
  private static final List<String> OF_THE_SERVER =
      List.of(
          "00", "01", "02", "03", "08", "0B", "0F", "0L", "0P", "0Z", "10", "24", "25", "26", "28",
          "2B", "2D", "2F", "34", "39", "3B", "3D", "3F", "40", "42", "53", "54", "55", "57", "58",
          "72", "F0", "HV", "XX");

  static final Map<String, Consequence> TABLE = table();

  private PostgresConsequences() {}

  private static Map<String, Consequence> table() {
    Map<String, Consequence> table = new TreeMap<>();
    OF_THE_ROW.forEach(state -> table.put(state, PARKS));
    OFTEN_RAISED.forEach(state -> table.put(state, PARKS_IF_RAISED));
    OF_THE_SERVER.forEach(state -> table.put(state, RETRIES));
    return Collections.unmodifiableMap(table);
  }
}

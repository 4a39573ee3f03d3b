package io.bactrian.database;

import io.bactrian.apply.ConflictCounts;
import io.bactrian.apply.LoadProgress;
import io.bactrian.apply.LoadScope;
import io.bactrian.apply.LoadStarts;
import io.bactrian.apply.PartnerState;
import io.bactrian.apply.RowComparison;
import io.bactrian.changeset.Item.Request.What;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.RowText;
import io.bactrian.problem.Problem;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads and writes the state of each partner (loads, pending requests) in columns of {@code
 * bactrian_stream} beside those of {@link StreamTable}. Reading takes no locks, so status commands
 * block nothing. As thread-safe as the connection.
 */
public final class PartnerTable {
  static final String SEPARATOR = " ";
  private static final String KEEP = "KEEP";
  private static final List<Object> NO_LOAD = Collections.nCopies(12, null);

  private final Connection connection;

  public PartnerTable(Connection connection) {
    this.connection = connection;
  }

  /** The partner's state; the empty state, never null, for a partner that is not known yet. */
  public PartnerState read(String partner) throws SQLException {
    String sql =
        "select "
            + String.join(", ", PartnerColumns.NAMES)
            + " from bactrian_stream where source = ?";
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setString(1, partner);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? state(partner, row) : PartnerState.none(partner);
      }
    }
  }

  /** Partners with a load in progress. */
  public Set<String> loading() throws SQLException {
    try (Statement select = connection.createStatement();
        ResultSet row =
            select.executeQuery("select source from bactrian_stream where load_what is not null")) {
      Set<String> partners = new TreeSet<>();
      while (row.next()) {
        partners.add(row.getString(1));
      }
      return partners;
    }
  }

  private static PartnerState state(String partner, ResultSet row) throws SQLException {
    return new PartnerState(
        partner,
        load(partner, row),
        what(row.getString("pending_request")),
        loadStarts(row.getString("load_starts")),
        new ConflictCounts(
            row.getLong("conflict_records"),
            row.getLong("conflict_size"),
            row.getLong("open_conflicts")),
        comparison(row.getString("row_comparison")));
  }

  private static LoadProgress load(String partner, ResultSet row) throws SQLException {
    LoadScope scope = scope(row.getString("load_what"), row.getString("load_tables"));
    String key = row.getString("load_key");
    return scope == null
        ? null
        : new LoadProgress(
            partner,
            scope,
            row.getBoolean("load_restart"),
            row.getLong("load_number"),
            row.getLong("load_incarnation"),
            row.getLong("load_position"),
            row.getString("load_table"),
            key == null ? null : Key.parse(key),
            row.getLong("load_rows"),
            row.getBoolean("load_granted"),
            scope(row.getString("load_next"), row.getString("load_next_tables")),
            row.getLong("load_expected"));
  }

  private static LoadScope scope(String what, String tables) {
    if (what == null) {
      return null;
    }
    List<String> names = tables == null ? List.of() : List.of(RowText.parse(tables));
    return what.equals(KEEP)
        ? LoadScope.of(What.LOAD, names).keeping()
        : LoadScope.of(What.valueOf(what), names);
  }

  /** A load that removes nothing has a name of its own, so that all others read as before. */
  private static String name(LoadScope scope) {
    return scope == null
        ? null
        : scope.what() == What.LOAD && !scope.mirror() ? KEEP : name(scope.what());
  }

  private static RowComparison comparison(String text) {
    return text == null ? null : RowComparison.parse(text);
  }

  private static What what(String name) {
    return name == null ? null : What.valueOf(name);
  }

  private static String name(What what) {
    return what == null ? null : what.name();
  }

  private static LoadStarts loadStarts(String text) {
    return text == null
        ? LoadStarts.NONE
        : new LoadStarts(Stream.of(text.split(SEPARATOR)).map(Instant::parse).toList());
  }

  private static String text(List<Instant> times) {
    return times.isEmpty()
        ? null
        : times.stream().map(Instant::toString).collect(Collectors.joining(SEPARATOR));
  }

  /** Saves the state. The stream's row must exist and should be locked. */
  void save(PartnerState state) throws SQLException {
    String columns = String.join(" = ?, ", PartnerColumns.NAMES);
    try (PreparedStatement update =
        connection.prepareStatement(
            "update bactrian_stream set " + columns + " = ? where source = ?")) {
      int at = 0;
      for (Object value : values(state)) {
        update.setObject(++at, value);
      }
      update.setString(++at, state.partner());
      if (update.executeUpdate() != 1) {
        throw Problem.of(
                "State of partner %s not saved: its stream was not locked first.", state.partner())
            .follows("Nothing of this transaction is kept.")
            .exception();
      }
    }
  }

  /** The values of the columns, in the order of {@link PartnerColumns#NAMES}. */
  private static List<Object> values(PartnerState state) {
    List<Object> values = new ArrayList<>();
    values.add(name(state.request()));
    values.addAll(state.load() == null ? NO_LOAD : values(state.load()));
    values.add(text(state.begun().times()));
    ConflictCounts records = state.records();
    values.addAll(List.of(records.records(), records.size(), records.open()));
    values.add(state.comparison() == null ? null : state.comparison().text());
    values.add(state.load() == null ? null : state.load().expected());
    return values;
  }

  private static List<Object> values(LoadProgress load) {
    return Arrays.asList(
        name(load.scope()),
        load.restart(),
        load.number(),
        load.incarnation(),
        load.position(),
        load.table(),
        load.after() == null ? null : load.after().text(),
        load.rows(),
        load.granted(),
        name(load.then()),
        tables(load.scope()),
        tables(load.then()));
  }

  private static String tables(LoadScope scope) {
    return scope == null || scope.isWhole()
        ? null
        : RowText.print(scope.tables().toArray(new String[0]));
  }
}

package io.bactrian.apply;

import io.bactrian.apply.OutboxRecord.AskedFor;
import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.apply.OutboxRecord.HashesFor;
import io.bactrian.apply.OutboxRecord.HeldFor;
import io.bactrian.apply.OutboxRecord.MarkerFor;
import io.bactrian.apply.OutboxRecord.PresentFor;
import io.bactrian.apply.OutboxRecord.RequestFor;
import io.bactrian.apply.OutboxRecord.VerdictFor;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.RowText;
import io.bactrian.changeset.Table;
import io.bactrian.changeset.TableShape;
import io.bactrian.conflict.Conflict;
import io.bactrian.conflict.Decision;
import io.bactrian.conflict.Kind;
import io.bactrian.conflict.Versions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The kinds and payloads of rows in {@code bactrian_change}. A payload includes the shapes of its
 * tables, so that it stays readable when the tables are altered. Pure.
 */
public final class OutboxText {
  /** A change of a row; written by the triggers. */
  public static final char CHANGE = 'C';

  public static final char VERDICT = 'V';
  public static final char MARKER = 'M';
  public static final char CONFLICT = 'F';

  /** A row of a load: its text names the receiver; table and row are stored as for a change. */
  public static final char PRESENT = 'P';

  public static final char REQUEST = 'R';

  /** A row that a spoke holds, or holds no longer. */
  public static final char HELD = 'W';

  /** A question for a person at a spoke. */
  public static final char ASKED = 'Q';

  /** What is asked for, or told, of a table in a comparison. */
  public static final char HASHES = 'S';

  /** The end of a transaction, whose number orders it; nothing else. */
  public static final char END = 'E';

  /** A change of a table that is on hold: it stays in the outbox, and is not read. */
  public static final char ON_HOLD = 'H';

  private static final Item.Present.Purpose[] PURPOSES = Item.Present.Purpose.values();

  private OutboxText() {}

  static String marker(MarkerFor record) {
    Item.Marker applied = record.marker();
    return RowText.print(record.destination(), "" + applied.incarnation(), "" + applied.number());
  }

  static String present(PresentFor record) {
    return RowText.print(record.destination(), "" + record.present().purpose().ordinal());
  }

  static String request(RequestFor record) {
    Item.Request asks = record.request();
    return RowText.print(
        record.destination(),
        asks.what().name(),
        asks.restart() ? "1" : "0",
        "" + asks.number(),
        list(asks.tables()));
  }

  static String asked(AskedFor record) {
    Item.Asked asked = record.asked();
    return RowText.print(
        record.destination(),
        asked.id(),
        asked.kind(),
        "" + asked.version(),
        TableShape.text(asked.table()),
        WaitText.row(asked.base()),
        WaitText.row(asked.theirs()));
  }

  private static AskedFor asked(String[] parts) {
    return new AskedFor(
        parts[0],
        new Item.Asked(
            parts[1],
            parts[2],
            Integer.parseInt(parts[3]),
            TableShape.parse(parts[4]),
            WaitText.row(parts[5]),
            WaitText.row(parts[6])));
  }

  static String hashes(HashesFor record) {
    Item.Hashes hashes = record.hashes();
    return RowText.print(
        record.destination(), hashes.table(), "" + hashes.ranges(), hashes.content());
  }

  static String held(HeldFor record) {
    Item.Held held = record.held();
    return RowText.print(record.destination(), held.table(), held.key().text(), held.reason());
  }

  /** Parses the text of a row of a load, as {@link OutboxRecord#text} returned it. */
  public static PresentFor present(String text, Table table, Row row) {
    String[] parts = RowText.parse(text);
    return new PresentFor(
        parts[0], new Item.Present(table, row, PURPOSES[Integer.parseInt(parts[1])]));
  }

  /**
   * Parses the text of any other kind, as {@link OutboxRecord#text} returned it.
   *
   * @throws IllegalArgumentException when the kind is unknown, or the text is not one of that kind
   */
  public static OutboxRecord parse(char kind, String text) {
    String[] parts = RowText.parse(text);
    return switch (kind) {
      case VERDICT -> verdict(parts);
      case MARKER ->
          new MarkerFor(
              parts[0], new Item.Marker(Long.parseLong(parts[1]), Long.parseLong(parts[2])));
      case REQUEST ->
          new RequestFor(
              parts[0],
              new Item.Request(
                  Item.Request.What.valueOf(parts[1]),
                  parts[2].equals("1"),
                  Long.parseLong(parts[3]),
                  parts.length < 5 ? List.of() : list(parts[4]))); // earlier versions: all tables
      case HELD -> new HeldFor(parts[0], new Item.Held(parts[1], Key.parse(parts[2]), parts[3]));
      case HASHES ->
          new HashesFor(parts[0], new Item.Hashes(parts[1], Integer.parseInt(parts[2]), parts[3]));
      case CONFLICT -> conflict(parts);
      case ASKED -> asked(parts);
      default -> throw new IllegalArgumentException("no kind of outbox record: " + kind);
    };
  }

  static String verdict(VerdictFor record) {
    Item.Verdict verdict = record.verdict();
    Map<Table, List<String>> images = new LinkedHashMap<>();
    for (Item.Image image : verdict.rows()) {
      images.computeIfAbsent(image.table(), t -> new ArrayList<>()).add(image.row().text());
    }
    List<String> tables = new ArrayList<>();
    images.forEach((table, rows) -> tables.add(RowText.print(TableShape.text(table), list(rows))));
    return RowText.print(
        record.destination(),
        "" + record.judgedAt(),
        verdict.table(),
        verdict.key().text(),
        "" + verdict.number(),
        verdict.parked() ? "1" : "0",
        list(record.absent().stream().map(OutboxText::rowId).toList()),
        list(tables),
        record.due() ? "1" : "0");
  }

  private static VerdictFor verdict(String[] parts) {
    List<Item.Image> images = new ArrayList<>();
    for (String text : list(parts[7])) {
      String[] shapeAndRows = RowText.parse(text);
      Table table = TableShape.parse(shapeAndRows[0]);
      list(shapeAndRows[1]).forEach(row -> images.add(new Item.Image(table, WaitText.row(row))));
    }
    Item.Verdict verdict =
        new Item.Verdict(
            parts[2], Key.parse(parts[3]), Long.parseLong(parts[4]), parts[5].equals("1"), images);
    List<RowId> absent = list(parts[6]).stream().map(OutboxText::rowId).toList();
    return new VerdictFor(
        parts[0], verdict, Long.parseLong(parts[1]), absent, parts[8].equals("1"));
  }

  private static String rowId(RowId id) {
    return RowText.print(id.table(), id.key().text());
  }

  private static RowId rowId(String text) {
    String[] parts = RowText.parse(text);
    return new RowId(parts[0], Key.parse(parts[1]));
  }

  /** Returns null for an empty list, which has no text of its own. */
  private static String list(List<String> texts) {
    return texts.isEmpty() ? null : RowText.print(texts.toArray(new String[0]));
  }

  private static List<String> list(String text) {
    return text == null ? List.of() : Arrays.asList(RowText.parse(text));
  }

  static String conflict(ConflictRecord record) {
    Conflict conflict = record.conflict();
    Decision decision = record.decision();
    return RowText.print(
        record.id(),
        "" + record.number(),
        conflict.kind().name(),
        TableShape.text(conflict.table()),
        list(conflict.columns().stream().map(String::valueOf).toList()),
        WaitText.row(conflict.base()),
        WaitText.row(conflict.ours()),
        WaitText.row(conflict.theirs()),
        conflict.spoke(),
        WaitText.row(decision.row()),
        decision.rule(),
        "" + decision.version(),
        decision.open() ? "1" : "0");
  }

  private static ConflictRecord conflict(String[] parts) {
    Conflict conflict =
        new Conflict(
            Kind.valueOf(parts[2]),
            new Versions(
                TableShape.parse(parts[3]),
                Versions.columns(list(parts[4]).stream().map(Integer::valueOf).toList()),
                WaitText.row(parts[5]),
                WaitText.row(parts[6]),
                WaitText.row(parts[7]),
                parts[8]));
    Decision decision =
        new Decision(
            WaitText.row(parts[9]), parts[10], Integer.parseInt(parts[11]), parts[12].equals("1"));
    return new ConflictRecord(parts[0], Long.parseLong(parts[1]), conflict, decision);
  }
}

package io.bactrian.archive;

import io.bactrian.changelog.Act;
import io.bactrian.changelog.ConflictNotes;
import io.bactrian.changelog.Note;
import io.bactrian.changelog.RulesHistory;
import io.bactrian.changelog.StoredConflict;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Conflict;
import io.bactrian.conflict.Decision;
import java.util.List;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;

/** Prints the record of a conflict, or rules, as one line of JSON with all that is known. Pure. */
final class RecordLine {
  private RecordLine() {}

  static String of(StoredConflict stored, List<Note> notes) {
    Conflict conflict = stored.record().conflict();
    Decision decision = stored.record().decision();
    Table table = conflict.table();
    JsonObject line = new JsonObject();
    line.put("id", stored.record().id());
    line.put("at", stored.at().toString());
    line.put("spoke", conflict.spoke());
    line.put("changeset", stored.record().number());
    line.put("kind", conflict.kind().word());
    line.put("table", table.name());
    line.put(
        "columns",
        new JsonArray(conflict.columns().stream().map(c -> table.column(c).name()).toList()));
    line.put("rule", decision.rule());
    line.put("version", decision.version());
    line.put("base", row(table, conflict.base()));
    line.put("ours", row(table, conflict.ours()));
    line.put("theirs", row(table, conflict.theirs()));
    line.put("result", row(table, decision.row()));
    line.put("acts", new JsonArray(stored.acts().stream().map(RecordLine::act).toList()));
    line.put("notes", new JsonArray(notes.stream().map(RecordLine::note).toList()));
    return ascii(line.toJson());
  }

  /** Rules that were in use; the files by name. */
  static String of(RulesHistory.Kept rules) {
    JsonObject files = new JsonObject();
    rules.text().files().forEach(file -> files.put(file.name(), file.text()));
    JsonObject line = new JsonObject();
    line.put("rules", rules.id());
    line.put("since", rules.since().toString());
    line.put("last", rules.last().toString());
    line.put("files", files);
    return ascii(line.toJson());
  }

  /** A note about a row that waits no longer. */
  static String of(ConflictNotes.Stored note) {
    JsonObject line = new JsonObject();
    line.put("question", note.question());
    line.putAll(note(note.note()));
    return ascii(line.toJson());
  }

  private static JsonObject act(Act act) {
    JsonObject json = new JsonObject();
    json.put("what", act.kind() == Act.Kind.UNDONE ? "undone" : "decided");
    json.put("by", act.by());
    json.put("how", act.how());
    json.put("note", act.note());
    json.put("at", act.at().toString());
    if (act.hasRows()) {
      json.put("before", row(act.table(), act.before()));
      json.put("after", row(act.table(), act.after()));
    }
    return json;
  }

  private static JsonObject note(Note note) {
    JsonObject json = new JsonObject();
    json.put("by", note.by());
    json.put("text", note.text());
    json.put("at", note.at().toString());
    return json;
  }

  /** Null when absent. */
  private static JsonObject row(Table table, Row row) {
    if (row == null) {
      return null;
    }
    JsonObject json = new JsonObject();
    for (int c = 0; c < Math.min(table.width(), row.width()); c++) {
      json.put(table.column(c).name(), row.get(c));
    }
    return json;
  }

  /** With escapes for all other characters, so that halves of surrogate pairs survive, too. */
  private static String ascii(String json) {
    StringBuilder text = new StringBuilder(json.length());
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c < 0x20 || c > 0x7e) {
        text.append("\\u%04x".formatted((int) c));
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }
}

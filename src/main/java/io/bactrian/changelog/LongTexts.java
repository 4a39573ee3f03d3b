package io.bactrian.changelog;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Sorts.ascending;

import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowPieces;
import io.bactrian.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.bson.Document;

/**
 * Stores texts of rows that are too large for a document (16 MB, and the embedded server keeps
 * several in memory) as parts, each a document of its own. Its {@code _id} is the owner's name and
 * a number, its {@code position} the log position it belongs to (0 outside of the log). A reference
 * to the parts is a text that can't be a row: {@code @owner first count chars}. Thread-safe.
 *
 * <p>A part never changes: writing an existing one is allowed only with the same text.
 */
final class LongTexts {
  /** Most characters of a part: at most 3 MB. */
  static final int PART = 1 << 20;

  private static final int AT_ONCE = 16;

  private final MongoCollection<Document> parts;

  LongTexts(MongoCollection<Document> parts) {
    this.parts = parts;
  }

  /**
   * Stores the text of a row as parts {@code first}, {@code first + 1}, ... of an owner.
   *
   * @return the number of parts
   */
  int write(String owner, int first, long position, Row row) {
    AtomicInteger number = new AtomicInteger(first);
    row.text(
        PART,
        text ->
            write(
                new Document("_id", id(owner, number.getAndIncrement()))
                    .append("position", position)
                    .append("text", text)));
    return number.get() - first;
  }

  private void write(Document part) {
    try {
      parts.insertOne(part);
    } catch (MongoWriteException e) {
      Duplicates.only(e);
      Document there = parts.find(eq("_id", part.get("_id"))).first();
      if (there == null || !part.getString("text").equals(there.getString("text"))) {
        throw Problem.of(
                "The part `%s` in the collection `%s` is stored already, with another text.",
                part.get("_id"), parts.getNamespace().getCollectionName())
            .follows("It was not overwritten; what it belongs to was not stored.")
            .toDo("Two sites may use one database: give each its own.")
            .exception(e);
      }
    }
  }

  static boolean isReference(String text) {
    return !text.isEmpty() && text.charAt(0) == '@';
  }

  static String reference(String owner, int first, int count, Row row) {
    return "@" + owner + " " + first + " " + count + " " + row.textLength();
  }

  /**
   * Reads the row of a text, or of a reference to its parts, one at a time.
   *
   * @throws io.bactrian.problem.ProblemException when a part is missing
   */
  Row read(String text) {
    if (!isReference(text)) {
      return Row.ofText(text);
    }
    String[] reference = text.substring(1).split(" ");
    int first = Integer.parseInt(reference[1]);
    int count = Integer.parseInt(reference[2]);
    long chars = Long.parseLong(reference[3]);
    long found = 0;
    RowPieces row = new RowPieces();
    for (int i = first; i < first + count; i++) {
      Document part = parts.find(eq("_id", id(reference[0], i))).first();
      String piece = part == null ? "" : part.getString("text");
      row.add(piece);
      found += piece.length();
    }
    if (found != chars) {
      throw Problem.of(
              "Of the %d characters of a row under `%s` in the collection `%s`, %d are there: parts of it were purged, or the store lost them.",
              chars, id(reference[0], first), parts.getNamespace().getCollectionName(), found)
          .follows("Nothing is read beyond it.")
          .toDo(
              "Restore the changelog's database from a backup, or reload the partner that still needs it.")
          .exception();
    }
    return row.row();
  }

  /** Removes {@code count} parts of an owner. */
  void delete(String owner, int first, int count) {
    for (int from = first; from < first + count; from += AT_ONCE) {
      parts.deleteMany(in("_id", ids(owner, from, Math.min(AT_ONCE, first + count - from))));
    }
  }

  /** Removes all parts of an owner that numbered them from 0. */
  void deleteAll(String owner) {
    for (int from = 0; ; from += AT_ONCE) {
      List<String> ids = ids(owner, from, AT_ONCE);
      if (parts.find(in("_id", ids)).projection(include("_id")).first() == null) {
        return;
      }
      parts.deleteMany(in("_id", ids));
    }
  }

  /**
   * Removes the parts of positions before this one. Scans the whole collection, but not in one
   * command, which would take longer than its time-out.
   */
  void deleteBefore(long position) {
    List<Document> some = partsAfter("");
    while (!some.isEmpty()) {
      List<String> old =
          some.stream()
              .filter(part -> part.getLong("position") < position)
              .map(part -> part.getString("_id"))
              .toList();
      if (!old.isEmpty()) {
        parts.deleteMany(in("_id", old));
      }
      some = partsAfter(some.get(some.size() - 1).getString("_id"));
    }
  }

  /** Positions of the next few parts in the order of their ids. */
  private List<Document> partsAfter(String id) {
    return parts
        .find(gt("_id", id))
        .sort(ascending("_id"))
        .projection(include("position"))
        .limit(AT_ONCE)
        .into(new ArrayList<>());
  }

  private static List<String> ids(String owner, int first, int count) {
    return IntStream.range(first, first + count).mapToObj(i -> id(owner, i)).toList();
  }

  private static String id(String owner, int number) {
    return owner + "." + number;
  }
}

package io.bactrian.exchange.mongo;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import io.bactrian.changeset.RowText;
import io.bactrian.exchange.Manifest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;
import org.bson.Document;

/** Manifests as documents, found by exact id alone: any other query reads all of them. */
public final class SentManifests {
  /** A manifest and how many chunks its content has. */
  record Stored(Manifest manifest, int chunks) {}

  private static final int AT_ONCE = 200;
  private final MongoCollection<Document> documents;

  SentManifests(MongoCollection<Document> documents) {
    this.documents = documents;
  }

  public static String id(String partner, long incarnation, long number) {
    return RowText.print(partner, Long.toString(incarnation), Long.toString(number));
  }

  public static String id(Manifest m) {
    return id(m.partner(), m.incarnation(), m.number());
  }

  /**
   * The name of a changeset's content. With its hash: of two processes that build the same number,
   * neither may write into what the other's manifest stands for.
   */
  static String content(Manifest m) {
    return RowText.print(
        m.partner(), Long.toString(m.incarnation()), Long.toString(m.number()), m.hash());
  }

  /** Null when it does not exist. */
  Stored find(String partner, long incarnation, long number) {
    Document document = documents.find(eq("_id", id(partner, incarnation, number))).first();
    return document == null ? null : parse(document);
  }

  /** Those that exist with {@code after < number <= through}, in order. */
  List<Stored> between(String partner, long incarnation, long after, long through) {
    List<Stored> found = new ArrayList<>();
    for (long from = after + 1; from <= through; from += AT_ONCE) {
      List<String> ids =
          LongStream.rangeClosed(from, Math.min(through, from + AT_ONCE - 1))
              .mapToObj(n -> id(partner, incarnation, n))
              .toList();
      List<Stored> some = new ArrayList<>();
      documents.find(in("_id", ids)).forEach(document -> some.add(parse(document)));
      some.sort(Comparator.comparingLong(s -> s.manifest().number()));
      found.addAll(some);
    }
    return found;
  }

  /**
   * @return false when there is one of this number; it is not touched
   */
  boolean insert(Manifest m, int chunks) {
    try {
      documents.insertOne(document(m, chunks));
      return true;
    } catch (MongoWriteException e) {
      if (e.getError().getCategory() != ErrorCategory.DUPLICATE_KEY) {
        throw e;
      }
      return false;
    }
  }

  private static Document document(Manifest m, int chunks) {
    return new Document("_id", id(m))
        .append("partner", m.partner())
        .append("incarnation", m.incarnation())
        .append("number", m.number())
        .append("hash", m.hash())
        .append("after", m.after())
        .append("through", m.through())
        .append("changes", m.changes())
        .append("bytes", m.bytes())
        .append("chunks", chunks);
  }

  private static Stored parse(Document d) {
    Manifest manifest =
        new Manifest(
            d.getString("partner"),
            d.getLong("incarnation"),
            d.getLong("number"),
            d.getString("hash"),
            d.getLong("after"),
            d.getLong("through"),
            d.getLong("changes"),
            d.getLong("bytes"));
    return new Stored(manifest, d.getInteger("chunks"));
  }
}

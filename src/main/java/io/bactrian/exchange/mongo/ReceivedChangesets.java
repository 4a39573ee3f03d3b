package io.bactrian.exchange.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.lte;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.ReplaceOptions;
import io.bactrian.changeset.RowText;
import io.bactrian.exchange.ChangesetStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;

/** Arrived changesets that wait for an earlier one; there are few. Thread-safe. */
final class ReceivedChangesets {
  private final MongoCollection<Document> documents;
  private final ChunkedContent contents;

  ReceivedChangesets(MongoCollection<Document> documents, ChunkedContent contents) {
    this.documents = documents;
    this.contents = contents;
  }

  /** One at a time, so that the chunks of two arrivals of the same number are not mixed. */
  synchronized void save(String partner, long number, InputStream content) throws IOException {
    String id = id(partner, number);
    if (documents.find(eq("_id", id)).first() != null) {
      return;
    }
    ChunkedContent.Written written = contents.write(id, content);
    documents.replaceOne(
        eq("_id", id),
        new Document("_id", id)
            .append("partner", partner)
            .append("number", number)
            .append("bytes", written.bytes())
            .append("chunks", written.chunks()),
        new ReplaceOptions().upsert(true));
  }

  Optional<InputStream> open(String partner, long number) {
    String id = id(partner, number);
    return Optional.ofNullable(documents.find(eq("_id", id)).first())
        .map(document -> contents.open(id, document.getInteger("chunks")));
  }

  ChangesetStore.Kept kept(String partner) {
    List<Long> numbers = new ArrayList<>();
    long size = 0;
    for (Document document : documents.find(eq("partner", partner))) {
      numbers.add(document.getLong("number"));
      size += document.getLong("bytes");
    }
    Collections.sort(numbers);
    return new ChangesetStore.Kept(numbers, size);
  }

  void remove(String partner, long through) {
    Bson old = and(eq("partner", partner), lte("number", through));
    for (Document document : documents.find(old).into(new ArrayList<>())) {
      contents.drop(document.getString("_id"), document.getInteger("chunks"));
      documents.deleteOne(eq("_id", document.get("_id")));
    }
  }

  private static String id(String partner, long number) {
    return RowText.print(partner, Long.toString(number));
  }
}

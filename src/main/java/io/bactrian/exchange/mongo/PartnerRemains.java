package io.bactrian.exchange.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.ne;
import static com.mongodb.client.model.Projections.include;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import io.bactrian.changelog.ChangelogStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.bson.Document;

/**
 * What the changelog's store has of a partner that is not configured any more. Thread-safe.
 *
 * <p>Two things stay for ever. The last manifest of the stream to it, since a stream that began
 * anew at the same incarnation and number would be taken for the old one; and the mark that it is
 * abandoned, since the log has been purged without it, so that only a load may take it back.
 */
public final class PartnerRemains {
  private static final int AT_ONCE = 200;

  private final MongoDatabase database;
  private final MongoChangesetStore changesets;
  private final SentStreams streams;
  private final ChunkedContent contents;

  public PartnerRemains(ChangelogStore store, MongoChangesetStore changesets) {
    this.database = store.database();
    this.changesets = changesets;
    streams = new SentStreams(database.getCollection("sent_streams"));
    contents =
        new ChunkedContent(database.getCollection("sent_chunks").withWriteConcern(store.blocks()));
  }

  /** Partners to which anything was sent, configured or not. */
  public Set<String> partners() {
    Set<String> known = new TreeSet<>();
    for (String collection : List.of("sent_streams", "abandoned")) {
      database
          .getCollection(collection)
          .find()
          .projection(include("_id"))
          .forEach(one -> known.add(one.getString("_id")));
    }
    return known;
  }

  /** Deletes it. After an interruption it goes on when called again. */
  public void delete(String partner) {
    changesets.abandon(partner, Long.MAX_VALUE); // first: from here on only a load takes it back
    changesets
        .lastSent(partner)
        .ifPresent(last -> changesets.acknowledged(partner, last.incarnation(), last.number()));
    unfinished(partner);
    changesets.removeReceived(partner, Long.MAX_VALUE);
    changesets.setAside().drop(changesets.setAside().of(partner));
    deleteManifests(partner);
    database
        .getCollection("partner_limits")
        .deleteMany(in("_id", partner, partner + StoredSetAside.UNSENT));
    new SuspendedPartners(database).remove(partner);
  }

  /** Nobody completes them, since no process knows the partner. */
  private void unfinished(String partner) {
    List<String> listed = streams.unfinished(partner);
    listed.forEach(contents::drop);
    streams.end(partner, listed);
  }

  /** All but the last, some at a time: there may be very many. */
  private void deleteManifests(String partner) {
    String last = changesets.lastSent(partner).map(SentManifests::id).orElse("");
    MongoCollection<Document> manifests = database.getCollection("sent");
    List<String> some = new ArrayList<>();
    for (Document one :
        manifests.find(and(eq("partner", partner), ne("_id", last))).projection(include("_id"))) {
      some.add(one.getString("_id"));
      if (some.size() == AT_ONCE) {
        manifests.deleteMany(in("_id", some));
        some.clear();
      }
    }
    manifests.deleteMany(in("_id", some));
  }
}

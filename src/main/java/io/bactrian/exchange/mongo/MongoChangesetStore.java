package io.bactrian.exchange.mongo;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import io.bactrian.changelog.ChangelogStore;
import io.bactrian.changeset.Header;
import io.bactrian.exchange.ChangesetStore;
import io.bactrian.exchange.Manifest;
import io.bactrian.exchange.SetAsideStore;
import io.bactrian.exchange.mongo.SentManifests.Stored;
import io.bactrian.exchange.mongo.SentStreams.Progress;
import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.bson.Document;

/**
 * Stores changesets in the MongoDB collections {@code sent} (manifests, kept for ever), {@code
 * sent_streams}, {@code sent_chunks}, {@code received}, {@code received_chunks}, {@code abandoned},
 * {@code set_aside} and {@code partner_limits}. Thread-safe within a process; if two processes save
 * the same number, one fails and changes nothing. No method slows down with the number of
 * manifests, in the embedded store either.
 */
public final class MongoChangesetStore implements ChangesetStore {
  private final SentManifests manifests;
  private final SentStreams streams;
  private final ChunkedContent contents;
  private final UnfinishedContents unfinished;
  private final ReceivedChangesets received;

  private final AbandonedPartners abandoned;
  private final StoredSetAside aside;

  public MongoChangesetStore(ChangelogStore store) {
    MongoDatabase database = store.database();
    manifests = new SentManifests(database.getCollection("sent"));
    streams = new SentStreams(database.getCollection("sent_streams"));
    contents = new ChunkedContent(chunks(store, "sent_chunks"));
    unfinished = new UnfinishedContents(manifests, streams, contents);
    received =
        new ReceivedChangesets(
            database.getCollection("received"),
            new ChunkedContent(chunks(store, "received_chunks")));
    store.index("received", "partner", "number");
    abandoned = new AbandonedPartners(database.getCollection("abandoned"));
    aside =
        new StoredSetAside(
            database.getCollection("set_aside"), database.getCollection("partner_limits"));
  }

  /**
   * Uses the weaker write concern of blocks: a content is used only once its manifest is stored,
   * which makes it durable too.
   */
  private static MongoCollection<Document> chunks(ChangelogStore store, String name) {
    return store.database().getCollection(name).withWriteConcern(store.blocks());
  }

  @Override
  public Optional<Manifest> lastSent(String partner) {
    return Optional.ofNullable(last(partner, streams.of(partner)));
  }

  private Manifest last(String partner, Progress p) {
    Stored last = manifests.find(partner, p.incarnation(), p.number());
    if (last == null) {
      last = manifests.find(partner, p.previousIncarnation(), p.previousNumber());
    }
    return last == null ? null : last.manifest();
  }

  @Override
  public Optional<Manifest> sent(String partner, long incarnation, long number) {
    return Optional.ofNullable(manifests.find(partner, incarnation, number)).map(Stored::manifest);
  }

  /** Returns those of the current incarnation; earlier incarnations are void. */
  @Override
  public List<Manifest> unacknowledged(String partner) {
    Progress p = streams.of(partner);
    return manifests.between(partner, p.incarnation(), p.acknowledged(), p.number()).stream()
        .map(Stored::manifest)
        .toList();
  }

  /**
   * Does nothing if the same changeset is stored already.
   *
   * @throws ProblemException also when the content is not as long as the manifest says
   */
  @Override
  public synchronized void saveSent(Manifest manifest, InputStream content) throws IOException {
    if (isThere(manifest)) {
      return;
    }
    String name = SentManifests.content(manifest);
    unfinished.dropOthers(manifest.partner(), name);
    ChunkedContent.Written written = contents.write(name, content);
    if (written.bytes() != manifest.bytes()) {
      throw Problem.of(
              "%s is %d bytes long, but its manifest says %d.",
              ManifestChecks.name(manifest), written.bytes(), manifest.bytes())
          .follows("It was not stored; it is built again.")
          .passes()
          .exception();
    }
    try {
      if (isThere(manifest)) {
        return; // another process stored the same one meanwhile
      }
      announce(manifest);
      insert(manifest, written.chunks());
    } catch (ProblemException refused) {
      unfinished.dropIfVoid(
          manifest.partner(), name); // the faster process no longer lists it as unfinished
      throw refused;
    }
  }

  /** Returns null when it does not exist. */
  private Stored find(Manifest m) {
    return manifests.find(m.partner(), m.incarnation(), m.number());
  }

  private void insert(Manifest manifest, int chunks) {
    if (!manifests.insert(manifest, chunks)) {
      ManifestChecks.requireSame(find(manifest).manifest(), manifest);
    }
  }

  /**
   * @throws ProblemException when another changeset is stored under this number
   */
  private boolean isThere(Manifest manifest) {
    Stored there = find(manifest);
    if (there != null) {
      ManifestChecks.requireSame(there.manifest(), manifest);
    }
    return there != null;
  }

  private void announce(Manifest manifest) {
    boolean moved = false;
    while (!moved) {
      Progress p = streams.of(manifest.partner());
      moved = streams.move(manifest.partner(), p, announced(manifest, p));
    }
  }

  private Progress announced(Manifest manifest, Progress p) {
    Manifest last = last(manifest.partner(), p);
    ManifestChecks.requireLater(last, manifest);
    if (manifest.incarnation() < p.incarnation()) {
      throw Problem.of(
              "%s was not stored and nothing is sent: the stream is about to restart, in incarnation %d.",
              ManifestChecks.name(manifest), p.incarnation())
          .follows("Nothing is lost.")
          .toDo(
              "It goes on once that is done; after `bactrian recover` was cut short, stop the site and run it again.")
          .passes()
          .exception();
    }
    boolean sameIncarnation = p.incarnation() == manifest.incarnation();
    if (!sameIncarnation) {
      drop(manifest.partner(), p.incarnation(), p.dropped(), p.number());
    }
    return new Progress(
        manifest.incarnation(),
        manifest.number(),
        last == null ? 0 : last.incarnation(),
        last == null ? 0 : last.number(),
        sameIncarnation ? p.acknowledged() : Header.first(manifest.incarnation()) - 1,
        sameIncarnation ? p.dropped() : Header.first(manifest.incarnation()) - 1);
  }

  /**
   * Stores a manifest without content, numbered before the first of the incarnation, as the cursor.
   */
  @Override
  public synchronized void restart(String partner, long incarnation, long position) {
    Manifest zero =
        new Manifest(
            partner,
            incarnation,
            Header.first(incarnation) - 1,
            Header.NO_HASH,
            position,
            position,
            0,
            0);
    streams.create(partner);
    announce(zero);
    insert(zero, 0);
    abandoned.remove(partner);
  }

  @Override
  public void abandon(String partner, long through) {
    abandoned.add(partner, through);
  }

  @Override
  public OptionalLong abandonedThrough(String partner) {
    return abandoned.through(partner);
  }

  @Override
  public long acknowledgedThrough(String partner) {
    return streams.of(partner).acknowledged();
  }

  @Override
  public InputStream openSent(Manifest manifest) throws IOException {
    Stored there = find(manifest);
    if (there == null) {
      throw new IOException(
          ManifestChecks.name(manifest) + " is not in the store; it can't be sent.");
    }
    Progress p = streams.of(manifest.partner());
    if (p.incarnation() == manifest.incarnation() && manifest.number() <= p.dropped()) {
      throw Problem.of(
              "%s was acknowledged meanwhile and is not kept any more; it need not be sent.",
              ManifestChecks.name(manifest))
          .follows("Nothing is lost.")
          .toDo(
              "If it was not this process that took the acknowledgement, another process runs this site: stop the other process.")
          .passes()
          .exception();
    }
    return contents.open(SentManifests.content(there.manifest()), there.chunks());
  }

  @Override
  public synchronized void acknowledged(String partner, long incarnation, long number) {
    Progress p = streams.of(partner);
    long through = Math.min(number, p.number());
    while (incarnation == p.incarnation() && through > p.dropped()) {
      // recorded before contents are deleted, since unacknowledged contents must exist
      Progress noted = p.acknowledged(Math.max(through, p.acknowledged()), p.dropped());
      if (streams.move(partner, p, noted)) {
        drop(partner, incarnation, noted.dropped(), through);
        streams.move(partner, noted, noted.acknowledged(noted.acknowledged(), through));
        return;
      }
      p = streams.of(partner);
    }
  }

  private void drop(String partner, long incarnation, long after, long through) {
    for (Stored old : manifests.between(partner, incarnation, after, through)) {
      contents.drop(SentManifests.content(old.manifest()), old.chunks());
    }
  }

  @Override
  public SetAsideStore setAside() {
    return aside;
  }

  @Override
  public void saveReceived(String partner, long number, InputStream content) throws IOException {
    received.save(partner, number, content);
  }

  @Override
  public Optional<InputStream> openReceived(String partner, long number) {
    return received.open(partner, number);
  }

  @Override
  public Kept kept(String partner) {
    return received.kept(partner);
  }

  @Override
  public void removeReceived(String partner, long throughNumber) {
    received.remove(partner, throughNumber);
  }
}

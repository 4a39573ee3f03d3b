package io.bactrian.changelog;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import io.bactrian.problem.Problem;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.bson.Document;

/**
 * The changelog as blocks in the collection {@code log} ({@link Blocks} describes them), with its
 * head in {@code head}, table shapes in {@code tables} and rows too large for a block in {@code
 * log_parts}. Thread-safe; closing it is not needed.
 *
 * <p>Everything up to the head is durable before a reader can see the head: the head is written
 * with majority and journal, and a store that acknowledges a journaled write has persisted all
 * earlier writes too. A row may be as large as a Java string; one whole row is in memory at a time.
 */
public final class MongoChangelog implements AppendableLog {
  private static final int INSERT_AT_ONCE = 8;
  private static final int PLACES = 256;

  private final MongoCollection<Document> log;
  private final StoredHead head;
  private final TableShapes shapes;
  private final LogBlocks blocks;
  private final LongTexts texts;
  private final LogPurge purge;
  private final LogSize size;
  private final Supplier<String> ids;

  /** Where readers stopped: position -> first position of the block that contains the next one. */
  private final Map<Long, Long> places =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Long> eldest) {
          return size() > PLACES;
        }
      };

  /**
   * @param database its own write concern, majority and journal, is used for everything except
   *     blocks
   * @param blocks write concern of blocks, see {@link ChangelogStore#blocks()}
   * @param ids gives a unique id for each batch
   */
  public MongoChangelog(MongoDatabase database, WriteConcern blocks, Supplier<String> ids) {
    this.log = database.getCollection("log").withWriteConcern(blocks);
    this.head = new StoredHead(database.getCollection("head"));
    this.shapes = new TableShapes(database);
    this.blocks = new LogBlocks(log);
    this.texts = new LongTexts(database.getCollection("log_parts").withWriteConcern(blocks));
    this.purge = new LogPurge(log, head, this.blocks, texts);
    this.size = new LogSize(log, this.blocks);
    this.ids = ids;
  }

  @Override
  public Head head() {
    return head.read();
  }

  @Override
  public Appending begin(Head expected, Iterator<LogEntry> entries) {
    return new StoredAppending(log, head, expected, ids.get(), shapes, texts, entries);
  }

  @Override
  public Head append(Head expected, String nonce, Iterator<LogEntry> entries) {
    if (!entries.hasNext()) {
      return expected;
    }
    Appending appending = begin(expected, entries);
    List<Document> some = new ArrayList<>(INSERT_AT_ONCE);
    while (appending.blocks().hasNext()) {
      some.add(appending.blocks().next());
      if (some.size() == INSERT_AT_ONCE || !appending.blocks().hasNext()) {
        insert(some);
        some.clear();
      }
    }
    return appending.commit(nonce);
  }

  private void insert(List<Document> some) {
    try {
      log.insertMany(some);
    } catch (MongoBulkWriteException e) {
      throw Problem.of(
              "Blocks at positions %s to %s were not appended to the changelog: %s.",
              some.get(0).get("_id"),
              some.get(some.size() - 1).get("last"),
              e.getWriteErrors().isEmpty()
                  ? e.getWriteConcernError()
                  : e.getWriteErrors().get(0).getCategory()
                      + " at block "
                      + some.get(e.getWriteErrors().get(0).getIndex()).get("_id"))
          .follows("The head has not moved and no one reads them; the batch is tried again.")
          .toDo(
              "If it says that an _id exists, another process appends to the same changelog: stop one.")
          .passes()
          .exception(e);
    }
  }

  /**
   * @throws io.bactrian.problem.ProblemException when an entry in this range is missing, here or
   *     while reading
   */
  @Override
  public Entries read(long after, long through) {
    long first = after < through ? place(after) : after + 1;
    return new BlockEntries(
        blocks.from(first, through), shapes, texts, after, through, this::remember);
  }

  private long place(long after) {
    Long known;
    synchronized (places) {
      known = places.get(after);
    }
    long first = known != null ? known : blocks.containing(after + 1);
    if (first < 0) {
      throw LogBlocks.hole(after + 1);
    }
    return first;
  }

  private void remember(long position, long first) {
    synchronized (places) {
      places.put(position, first);
    }
  }

  @Override
  public synchronized void restart(Head head) {
    purge.everything(head.position() + 1);
    this.head.reset(head);
    synchronized (places) {
      places.clear();
    }
  }

  @Override
  public long first() {
    return head.first();
  }

  /**
   * About how many characters the entries with {@code after < position <= through} take: an
   * estimate from a few blocks, as quick for a long log as for a short one.
   */
  public long size(long after, long through) {
    return size.between(after, through);
  }

  @Override
  public synchronized void purge(long through) {
    purge.through(through);
  }

  @Override
  public void close() {}
}

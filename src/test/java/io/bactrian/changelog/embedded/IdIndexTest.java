package io.bactrian.changelog.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import java.util.stream.LongStream;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which documents the embedded server reads for a query. */
final class IdIndexTest {
  private final MVStore store = MVStore.open(null);
  private final MVMap<Object, Document> documents = store.openMap("log");
  private final IdIndex index = new IdIndex(documents, "_id_", List.of(new IndexKey("_id", true)));

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void a_range_reads_what_is_within_its_bounds_in_order() {
    have(1, 501, 1_001, 1_501, 2_001);
    assertThat(read(and(id("$gte", 501L), id("$lt", 1_400L)))).containsExactly(501L, 1_001L);
    assertThat(read(id("$gt", 900L))).containsExactly(1_001L, 1_501L, 2_001L);
    assertThat(read(id("$lte", 501L))).containsExactly(1L, 501L);
    assertThat(read(and(id("$gt", 2_001L), new Document("last", 7L)))).containsExactly(2_001L);
    assertThat(read(id("$gt", 2_002L))).isEmpty();
  }

  @Test
  void ids_are_looked_up_whatever_else_is_asked() {
    have(1, 2, 3);
    assertThat(read(new Document("_id", 2L))).containsExactly(2L);
    assertThat(read(new Document("_id", 7L))).isEmpty();
    assertThat(read(id("$in", List.of(3L, 9L, 1L)))).containsExactly(1L, 3L);
    assertThat(read(and(id("$in", List.of(3L, 1L)), new Document("last", 7L))))
        .containsExactly(1L, 3L);
  }

  @Test
  void what_says_nothing_of_ids_is_left_to_the_server() {
    assertThat(index.canHandle(new Document())).isFalse();
    assertThat(index.canHandle(new Document("last", 5L))).isFalse();
    assertThat(index.canHandle(id("$ne", 5L))).isFalse();
    assertThat(index.canHandle(and(new Document("last", 5L), id("$ne", 5L)))).isFalse();
  }

  private void have(long... ids) {
    LongStream.of(ids).forEach(id -> documents.put(id, new Document("_id", id)));
  }

  private static Document id(String operator, Object value) {
    return new Document("_id", new Document(operator, value));
  }

  private static Document and(Document... parts) {
    return new Document("$and", List.of(parts));
  }

  private Iterable<Object> read(Document query) {
    assertThat(index.canHandle(query)).isTrue();
    return index.getPositions(query);
  }
}

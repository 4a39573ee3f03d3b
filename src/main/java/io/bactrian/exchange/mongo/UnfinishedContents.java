package io.bactrian.exchange.mongo;

import io.bactrian.changeset.RowText;
import io.bactrian.exchange.mongo.SentManifests.Stored;
import java.util.ArrayList;
import java.util.List;

/** Deletes contents that will never get a manifest. Thread-safe. */
final class UnfinishedContents {
  private final SentManifests manifests;
  private final SentStreams streams;
  private final ChunkedContent contents;

  UnfinishedContents(SentManifests manifests, SentStreams streams, ChunkedContent contents) {
    this.manifests = manifests;
    this.streams = streams;
    this.contents = contents;
  }

  /**
   * Deletes contents that another process, or this one before a crash, started to write and will
   * never finish; notes that a further one begins.
   *
   * @param mine the one that begins
   */
  void dropOthers(String partner, String mine) {
    List<String> over = new ArrayList<>();
    for (String content : streams.begin(partner, mine)) {
      if (!content.equals(mine) && dropIfVoid(partner, content)) {
        over.add(content);
      }
    }
    streams.end(partner, over);
  }

  /**
   * Deletes a content that can't get a manifest any more, because another changeset has its number
   * or the stream has restarted.
   *
   * @return false when it may still get a manifest
   */
  boolean dropIfVoid(String partner, String content) {
    String[] parts = RowText.parse(content);
    long incarnation = Long.parseLong(parts[1]);
    Stored there = manifests.find(partner, incarnation, Long.parseLong(parts[2]));
    boolean over = there != null || incarnation < streams.of(partner).incarnation();
    if (over && (there == null || !there.manifest().hash().equals(parts[3]))) {
      contents.drop(content);
    }
    return over;
  }
}

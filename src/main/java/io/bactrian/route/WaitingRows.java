package io.bactrian.route;

import java.util.ArrayList;
import java.util.List;

/**
 * The step of the route {@code retry-waiting}: retries parked and deferred rows of the partners of
 * which any are due. Thread-safe.
 */
public final class WaitingRows {
  private final List<Stream> streams;

  /** What waits in the stream of one partner. */
  public interface Stream {
    /** Whether any row is due; asks neither store. */
    boolean isDue();

    /** Tries those that are due. */
    void retry();

    /** Makes all due. */
    void hasten();
  }

  public WaitingRows(List<Stream> streams) {
    this.streams = List.copyOf(streams);
  }

  /** Whether there is anything to try. */
  public boolean isDue() {
    return streams.stream().anyMatch(Stream::isDue);
  }

  /** Tries all that waits, due or not. */
  public void retryAll() {
    streams.forEach(Stream::hasten);
    retry();
  }

  /** Retries what is due of all partners, even if some fail; then throws the last failure. */
  public void retry() {
    List<RuntimeException> failures = new ArrayList<>();
    for (Stream stream : streams) {
      try {
        if (stream.isDue()) {
          stream.retry();
        }
      } catch (RuntimeException e) {
        failures.add(e);
      }
    }
    if (!failures.isEmpty()) {
      throw failures.get(failures.size() - 1);
    }
  }
}

package io.bactrian.door;

import io.bactrian.exchange.RoundHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * An HTTP answer to a partner. Its owner must send or close it.
 *
 * @param status of HTTP
 * @param headers by name
 * @param body null for none
 */
public record Reply(int status, Map<String, String> headers, InputStream body)
    implements AutoCloseable {
  private static final int NOTHING = 204;

  public Reply {
    headers = Map.copyOf(headers);
  }

  /** A sentence instead of a document. */
  public static Reply text(int status, String sentence) {
    return new Reply(
        status,
        Map.of("Content-Type", "text/plain; charset=utf-8"),
        new java.io.ByteArrayInputStream((sentence + "\n").getBytes(StandardCharsets.UTF_8)));
  }

  /** The round of an earlier request is still at work. */
  static Reply working() {
    return new Reply(202, Map.of(RoundHeaders.WORKING, "true", "Content-Length", "0"), null);
  }

  /** Whether it tells of a failure, in a short text. */
  boolean isFailure() {
    return status >= 400;
  }

  /** Whether there is nothing for the partner yet. */
  boolean isNothing() {
    return status == NOTHING;
  }

  @Override
  public void close() {
    try {
      if (body != null) {
        body.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

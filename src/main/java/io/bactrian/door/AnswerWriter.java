package io.bactrian.door;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a response with back-pressure: a piece is read when the one before has been written. No
 * thread waits for a slow client, and no more than a piece is in memory. Confined to the event
 * loop.
 */
final class AnswerWriter {
  private static final Logger LOG = LoggerFactory.getLogger(Door.class);

  /** Small, so that it shows soon whether a slow reader still reads. */
  private static final int PIECE = 16 << 10;

  private final Vertx vertx;
  private final HttpServerRequest request;
  private final ClientConnection client;
  private final Reply reply;
  private final Consumer<Throwable> failed;
  private boolean reading;
  private boolean closed;

  /**
   * @param failed called when the answer can't be read to its end; the connection is cut then, so
   *     that nobody takes it for whole
   */
  AnswerWriter(
      Vertx vertx,
      HttpServerRequest request,
      ClientConnection client,
      Reply reply,
      Consumer<Throwable> failed) {
    this.vertx = vertx;
    this.request = request;
    this.client = client;
    this.reply = reply;
    this.failed = failed;
  }

  /**
   * Sends it.
   *
   * @param last whether the connection ends with it
   */
  void start(boolean last) {
    try {
      write(last || endsByClosing());
    } catch (IllegalArgumentException | IllegalStateException e) { // of a header that can't be sent
      fail(e);
    }
  }

  /** HTTP 1.0 has no chunks: an answer whose length we don't know ends with the connection. */
  private boolean endsByClosing() {
    return reply.body() != null && request.version() == HttpVersion.HTTP_1_0;
  }

  private void write(boolean last) {
    HttpServerResponse response = request.response();
    client.startIdleTimer();
    response.setStatusCode(reply.status());
    reply.headers().forEach(response::putHeader);
    if (last) {
      response.putHeader("Connection", "close");
      response.endHandler(ended -> {});
    }
    if (reply.body() == null) {
      response.end().onComplete(sent -> ended(last));
    } else {
      response.setChunked(true);
      next(last);
    }
  }

  private void next(boolean last) {
    client.stopIdleTimer();
    reading = true;
    vertx
        .executeBlocking(() -> reply.body().readNBytes(PIECE), false)
        .onSuccess(piece -> write(piece, last))
        .onFailure(this::fail);
  }

  /** Nobody reads the rest. */
  void connectionClosed() {
    if (!reading) { // else as soon as that ends
      close();
    }
  }

  private void fail(Throwable why) {
    close();
    client.abort();
    failed.accept(why);
  }

  private void write(byte[] piece, boolean last) {
    reading = false;
    client.startIdleTimer();
    if (request.response().closed()) {
      close();
    } else if (piece.length == 0) {
      close();
      request.response().end().onComplete(sent -> ended(last));
    } else {
      request
          .response()
          .write(Buffer.buffer(piece))
          .onSuccess(sent -> next(last))
          .onFailure(why -> connectionClosed());
    }
  }

  private void ended(boolean last) {
    if (last) {
      request.connection().close();
    }
  }

  private void close() {
    if (!closed) {
      closed = true;
      discard(vertx, reply);
    }
  }

  /** Closes what is not sent, or not any more: its store may take a while for that. */
  static void discard(Vertx vertx, Reply reply) {
    vertx
        .executeBlocking(
            () -> {
              reply.close();
              return null;
            },
            false)
        .onFailure(why -> LOG.debug("An answer could not be closed", why));
  }
}

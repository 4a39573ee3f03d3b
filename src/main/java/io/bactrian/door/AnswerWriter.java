package io.bactrian.door;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a response with back-pressure: reads a piece after the one before has been written. No
 * thread waits for a slow client, and only one piece is in memory. Confined to the event loop.
 */
final class AnswerWriter {
  private static final Logger LOG = LoggerFactory.getLogger(Door.class);

  /** Bytes; small, so that a client that has stopped reading is noticed soon. */
  private static final int PIECE = 16 << 10;

  private final Vertx vertx;
  private final HttpServerRequest request;
  private final ClientConnection client;
  private final Reply reply;
  private final Consumer<Throwable> failed;
  private final AtomicBoolean closed = new AtomicBoolean();
  private boolean reading;
  private volatile boolean gone;

  /**
   * @param failed called when the answer can't be read to its end; the connection is cut then, so
   *     that the client does not take it for complete
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
   * @param last whether to close the connection after it
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
        .executeBlocking(this::read, false)
        .onSuccess(piece -> write(piece, last))
        .onFailure(this::fail);
  }

  /** On a worker thread. When the door closes meanwhile, nobody else is called after this. */
  private byte[] read() throws IOException {
    byte[] piece = reply.body().readNBytes(PIECE);
    if (gone && closed.compareAndSet(false, true)) {
      reply.close();
    }
    return piece;
  }

  /** The client does not read the rest. */
  void connectionClosed() {
    gone = true;
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
    if (closed.compareAndSet(false, true)) {
      discard(vertx, reply);
    }
  }

  /** Closes the body on a worker thread, because its store may be slow. */
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

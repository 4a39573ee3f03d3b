package io.bactrian.door;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Streams the body of a request to a file, with back-pressure from the disk. Confined to the event
 * loop.
 */
final class Body {
  /** Free bytes to leave on the disk for other uses. */
  private static final long RESERVE = 64L << 20;

  /** The body is larger than allowed. */
  static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1;
  }

  private final PartnerRequest request;
  private final Path path;
  private final AsyncFile file;
  private final long most;
  private final Promise<Path> done = Promise.promise();
  private long received;
  private Throwable broken;

  private Body(PartnerRequest request, Path path, AsyncFile file, long most) {
    this.request = request;
    this.path = path;
    this.file = file;
    this.most = most;
  }

  /**
   * Receives it; leaves no file when it fails.
   *
   * @param spool the folder, which exists
   * @param most bytes
   */
  static Future<Path> receive(Vertx vertx, PartnerRequest request, Path spool, long most) {
    return vertx
        .executeBlocking(() -> file(request, spool), false)
        .compose(
            path ->
                vertx
                    .fileSystem()
                    .open(path.toString(), new OpenOptions().setRead(false).setCreate(false))
                    .compose(file -> new Body(request, path, file, most).receive())
                    .recover(
                        why -> removed(vertx, path).compose(none -> Future.failedFuture(why))));
  }

  private static Path file(PartnerRequest request, Path spool) throws IOException {
    Path path = Files.createTempFile(spool, request.question().partner() + "-", ".body");
    long room = Files.getFileStore(path).getUsableSpace() - RESERVE;
    if (room < request.announcedLength()) {
      Files.delete(path);
      throw new IOException(
          "The disk of the folder %s has no room for a changeset of %d bytes"
              .formatted(spool, request.announcedLength()));
    }
    return path;
  }

  private static Future<Void> removed(Vertx vertx, Path path) {
    return vertx.executeBlocking(
        () -> {
          Files.deleteIfExists(path);
          return null;
        },
        false);
  }

  private Future<Path> receive() {
    if (request.isClosed()) {
      return file.close().compose(none -> Future.failedFuture("The connection is closed."));
    }
    request.http().exceptionHandler(this::fail);
    request.onClose(() -> fail(new IOException("The connection is closed.")));
    request.http().endHandler(end -> done.tryComplete(path));
    request.http().handler(this::take);
    if (request.http().headers().contains("Expect")) {
      request.http().response().writeContinue();
    }
    request.client().bodyBegan();
    request.http().resume();
    return done.future()
        .transform(
            outcome -> {
              request.client().stopIdleTimer();
              return file.close()
                  .compose(
                      none -> outcome.succeeded() ? whole() : Future.failedFuture(outcome.cause()));
            });
  }

  /** The disk may fail even after the whole body was received. */
  private Future<Path> whole() {
    return broken == null ? Future.succeededFuture(path) : Future.failedFuture(broken);
  }

  private void take(Buffer bytes) {
    if (broken != null) {
      return;
    }
    received += bytes.length();
    if (received > most) {
      fail(new TooLargeException());
      return;
    }
    request.client().bodyReceived(bytes.length());
    file.write(bytes).onFailure(this::fail);
    if (file.writeQueueFull()) {
      request.http().pause();
      request.client().stopIdleTimer();
      file.drainHandler(
          drained -> {
            if (broken == null) {
              request.client().startIdleTimer();
              request.http().resume();
            }
          });
    }
  }

  private void fail(Throwable why) {
    broken = broken == null ? why : broken;
    request.http().pause();
    done.tryFail(why);
  }
}

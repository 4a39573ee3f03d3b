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
 * The body of a request on its way to a file. No more is read than the disk has taken. One event
 * loop.
 */
final class Body {
  /** Others need some room on the same disk. */
  private static final long RESERVE = 64L << 20;

  /** More has come than may. */
  static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1;
  }

  private final Visit visit;
  private final Path path;
  private final AsyncFile file;
  private final long most;
  private final Promise<Path> done = Promise.promise();
  private long received;
  private Throwable broken;

  private Body(Visit visit, Path path, AsyncFile file, long most) {
    this.visit = visit;
    this.path = path;
    this.file = file;
    this.most = most;
  }

  /**
   * Receives it; whatever fails leaves no file.
   *
   * @param spool the folder, which exists
   * @param most bytes
   */
  static Future<Path> receive(Vertx vertx, Visit visit, Path spool, long most) {
    return vertx
        .executeBlocking(() -> file(visit, spool), false)
        .compose(
            path ->
                vertx
                    .fileSystem()
                    .open(path.toString(), new OpenOptions().setRead(false).setCreate(false))
                    .compose(file -> new Body(visit, path, file, most).receive())
                    .recover(
                        why -> removed(vertx, path).compose(none -> Future.failedFuture(why))));
  }

  private static Path file(Visit visit, Path spool) throws IOException {
    Path path = Files.createTempFile(spool, visit.question().partner() + "-", ".body");
    long room = Files.getFileStore(path).getUsableSpace() - RESERVE;
    if (room < visit.announced()) {
      Files.delete(path);
      throw new IOException(
          "The disk of the folder %s has no room for a changeset of %d bytes"
              .formatted(spool, visit.announced()));
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
    if (visit.isGone()) {
      return file.close().compose(none -> Future.failedFuture("The connection is closed."));
    }
    visit.request().exceptionHandler(this::fail);
    visit.whenGone(() -> fail(new IOException("The connection is closed.")));
    visit.request().endHandler(end -> done.tryComplete(path));
    visit.request().handler(this::take);
    if (visit.request().headers().contains("Expect")) {
      visit.request().response().writeContinue();
    }
    visit.guest().receives();
    visit.request().resume();
    return done.future()
        .transform(
            outcome -> {
              visit.guest().itsTurn(false);
              return file.close()
                  .compose(
                      none -> outcome.succeeded() ? whole() : Future.failedFuture(outcome.cause()));
            });
  }

  /** The disk may fail when all has come. */
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
    visit.guest().received(bytes.length());
    file.write(bytes).onFailure(this::fail);
    if (file.writeQueueFull()) {
      visit.request().pause();
      visit.guest().itsTurn(false);
      file.drainHandler(
          drained -> {
            if (broken == null) {
              visit.guest().itsTurn(true);
              visit.request().resume();
            }
          });
    }
  }

  private void fail(Throwable why) {
    broken = broken == null ? why : broken;
    visit.request().pause();
    done.tryFail(why);
  }
}

package io.bactrian.door;

import io.bactrian.exchange.Question;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Path;

/** A partner's request, from its head to its answer. One event loop. */
final class Visit {
  private final HttpServerRequest request;
  private final Guest guest;
  private final Question question;
  private Runnable whenGone = () -> {};
  private boolean gone;
  private boolean outdated;
  private Path body;
  private Reply kept;
  private long seen;

  Visit(HttpServerRequest request, Guest guest, Question question) {
    this.request = request;
    this.guest = guest;
    this.question = question;
  }

  HttpServerRequest request() {
    return request;
  }

  Guest guest() {
    return guest;
  }

  Question question() {
    return question;
  }

  boolean hasBody() {
    return Heads.announcesBody(request);
  }

  /** Bytes of the body that are announced, 0 when that is not said. */
  long announced() {
    String length = request.getHeader("Content-Length");
    return length == null ? 0 : Long.parseLong(length);
  }

  /** The connection is closed. */
  void left() {
    gone = true;
    whenGone.run();
  }

  boolean isGone() {
    return gone;
  }

  void whenGone(Runnable action) {
    whenGone = action;
  }

  /** The partner has asked anew: nobody waits for this one. */
  void outdate() {
    outdated = true;
  }

  boolean isOutdated() {
    return outdated;
  }

  /** The file that it brought; null for none. */
  Path body() {
    return body;
  }

  void brought(Path file) {
    body = file;
  }

  /** What it is told when nothing comes up, null before it was asked. */
  Reply kept() {
    return kept;
  }

  void keep(Reply reply) {
    kept = kept == null ? reply : kept;
  }

  /** How much had been captured when it was answered last. */
  long seen() {
    return seen;
  }

  void sees(long captured) {
    seen = captured;
  }
}

package io.bactrian.door;

import io.bactrian.exchange.Question;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Path;

/** A partner's request, from its head to its answer. Confined to the event loop. */
final class PartnerRequest {
  private final HttpServerRequest http;
  private final ClientConnection client;
  private final Question question;
  private Runnable onClose = () -> {};
  private boolean closed;
  private boolean superseded;
  private boolean expired;
  private Path body;
  private Reply emptyReply;
  private long signalCount;
  private boolean answered;
  private boolean overdue;
  private long timer = -1;

  PartnerRequest(HttpServerRequest http, ClientConnection client, Question question) {
    this.http = http;
    this.client = client;
    this.question = question;
  }

  HttpServerRequest http() {
    return http;
  }

  ClientConnection client() {
    return client;
  }

  Question question() {
    return question;
  }

  boolean hasBody() {
    return HeadChecks.announcesBody(http);
  }

  /** The body's Content-Length, 0 without one. */
  long announcedLength() {
    String length = http.getHeader("Content-Length");
    return length == null ? 0 : Long.parseLong(length);
  }

  /** The connection is closed. */
  void connectionClosed() {
    closed = true;
    onClose.run();
  }

  boolean isClosed() {
    return closed;
  }

  void onClose(Runnable action) {
    onClose = action;
  }

  /** Of its answer; no timer has the id -1. */
  long timer() {
    return timer;
  }

  void setTimer(long id) {
    timer = id;
  }

  /** Its partner does not wait for an answer any longer, although its body has not come. */
  void overdue() {
    overdue = true;
  }

  boolean isOverdue() {
    return overdue;
  }

  /** The partner was told that its round is still at work; what comes of it is told later. */
  void answeredEarly() {
    answered = true;
  }

  boolean isAnsweredEarly() {
    return answered;
  }

  /** The partner has sent a newer request: this one is answered now. */
  void supersede() {
    superseded = true;
  }

  boolean isSuperseded() {
    return superseded;
  }

  /** It has waited as long as it may. */
  void expire() {
    expired = true;
  }

  boolean isExpired() {
    return expired;
  }

  /** The file with its body; null for none. */
  Path body() {
    return body;
  }

  void setBody(Path file) {
    body = file;
  }

  /** The 204 of its first round, sent when the wait ends without changes; null before. */
  Reply emptyReply() {
    return emptyReply;
  }

  void keepEmptyReply(Reply reply) {
    emptyReply = emptyReply == null ? reply : emptyReply;
  }

  /** The count of captures when its last round started. */
  long signalCount() {
    return signalCount;
  }

  void setSignalCount(long count) {
    signalCount = count;
  }
}

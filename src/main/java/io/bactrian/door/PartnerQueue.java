package io.bactrian.door;

import io.bactrian.exchange.Captured;
import io.bactrian.exchange.Question;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Requests of one partner; processes one at a time. A newer request ends an older one that is
 * pending (long poll). While a round runs, only the newest request is queued. So a partner uses at
 * most one worker, and none while its request is pending. A partner that says when it expects an
 * answer is told by then that its round is still at work, so that it need not take silence for
 * work. Confined to the event loop.
 */
final class PartnerQueue {
  private enum Phase {
    /** Its body is being read. */
    RECEIVING,
    /** Its round runs on a worker. */
    WORKING,
    /** Long poll: there was nothing to answer yet. */
    WAITING
  }

  private static final Reply BUSY =
      new Reply(503, Map.of("Retry-After", "1", "Content-Length", "0"), null);

  /** No timer has this id. */
  private static final long NONE = -1;

  private final DoorContext context;
  private final Answers answers;
  private PartnerRequest current;
  private Phase phase;
  private long timer = NONE;
  private PartnerRequest next;
  private Captured woken = new Captured("", 0);
  private boolean stopping;

  /** What failed after the partner was told that its round is at work; null for nothing. */
  private Reply late;

  PartnerQueue(DoorContext context) {
    this.context = context;
    answers = new Answers(context);
  }

  boolean hasWaiting() {
    return current != null && phase == Phase.WAITING;
  }

  void submit(PartnerRequest request) {
    context.rounds().heard(request.question().partner());
    request.http().response().closeHandler(closed -> connectionClosed(request));
    boolean timed = request.question().answerIn() > 0;
    if (timed && current != null && phase == Phase.RECEIVING && current.isOverdue()) {
      current.client().abort(); // the partner has given it up by now
    }
    if (timed && current != null && phase == Phase.WORKING && request.hasBody()) {
      send(request, Reply.working(), true);
    } else {
      queue(request);
    }
  }

  private void queue(PartnerRequest request) {
    if (!request.hasBody()) {
      answers.due(request, this::tellOfWork);
    }
    if (current == null) {
      start(request);
    } else if (phase == Phase.WAITING) {
      PartnerRequest older = current;
      clearCurrent();
      send(older, older.emptyReply(), false);
      start(request);
    } else {
      if (next != null) {
        send(next, BUSY, true);
      }
      current.supersede();
      next = request;
    }
  }

  private void tellOfWork(PartnerRequest request) {
    if (request == next) {
      next = null;
      send(request, Reply.working(), false);
    } else if (request == current && phase == Phase.WORKING && !request.isClosed()) {
      request.answeredEarly();
      send(request, Reply.working(), false);
    }
  }

  private void start(PartnerRequest request) {
    current = request;
    if (late != null && !request.hasBody()) {
      Reply failure = late;
      late = null;
      answer(request, failure);
    } else if (request.hasBody()) {
      phase = Phase.RECEIVING;
      answers.due(request, PartnerRequest::overdue);
      context.bodies().acquire(() -> receiveBody(request));
    } else {
      runRound(request, request.question());
    }
  }

  private void receiveBody(PartnerRequest request) {
    if (current != request) {
      context.bodies().release();
      return;
    }
    Body.receive(context.vertx(), request, context.spool(), context.bounds().maxBody())
        .onComplete(
            received -> {
              context.bodies().release();
              if (received.succeeded()) {
                request.setBody(received.result());
              }
              if (current != request) {
                delete(request);
              } else if (received.succeeded()) {
                answers.due(request, this::tellOfWork);
                runRound(request, request.question());
              } else {
                bodyFailed(request, received.cause());
              }
            });
  }

  private void bodyFailed(PartnerRequest request, Throwable why) {
    if (request.isClosed()) {
      finish();
    } else if (why instanceof Body.TooLargeException) {
      finish();
      send(request, HeadChecks.tooLarge(context.bounds().maxBody()).orElseThrow(), true);
    } else {
      phase = Phase.WORKING;
      String partner = request.question().partner();
      context
          .workers()
          .executeBlocking(() -> context.rounds().failed(partner, why), false)
          .onComplete(
              rounded -> {
                finish();
                send(request, rounded.succeeded() ? rounded.result() : BUSY, true);
              });
    }
  }

  private void runRound(PartnerRequest request, Question question) {
    phase = Phase.WORKING;
    request.setSignalCount(context.captured().count());
    context
        .workers()
        .executeBlocking(() -> round(request, question), false)
        .onComplete(
            round -> roundEnded(request, question, round.succeeded() ? round.result() : BUSY));
  }

  private Reply round(PartnerRequest request, Question question) throws java.io.IOException {
    Path body = question.again() ? null : request.body();
    try {
      return context.rounds().round(question, body);
    } finally {
      if (body != null) {
        Files.deleteIfExists(body);
      }
    }
  }

  private void roundEnded(PartnerRequest request, Question question, Reply reply) {
    boolean retry = question.again() && question.patient();
    if (request.isAnsweredEarly() && reply.isFailure()) {
      late = reply;
      finish();
    } else if (request.isClosed() || request.isAnsweredEarly()) {
      finish();
      AnswerWriter.discard(context.vertx(), reply);
    } else if (!reply.isNothing() || !question.patient()) {
      answer(request, reply);
    } else if (request.isSuperseded()) {
      answer(request, retry ? request.emptyReply() : reply);
    } else if (stopping) {
      answer(request, context.stopping());
    } else if (request.isExpired() || woken.outdates(question.captured())) {
      if (retry) {
        runRound(request, question.again(false));
      } else {
        answer(request, reply);
      }
    } else {
      keepWaiting(request, reply);
    }
  }

  private void keepWaiting(PartnerRequest request, Reply nothing) {
    phase = Phase.WAITING;
    if (request.emptyReply() == null) {
      request.keepEmptyReply(nothing);
      timer = context.vertx().setTimer(request.question().patience(), due -> expire(request));
    }
    if (context.captured().count() != request.signalCount()) {
      runAgain(request, true);
    }
  }

  /** A round that is running checks by itself when it ends. */
  private void expire(PartnerRequest request) {
    request.expire();
    runAgain(request, false);
  }

  /** Runs the round again, if the request is still pending. */
  private void runAgain(PartnerRequest request, boolean mayWaitOn) {
    if (request != null && current == request && phase == Phase.WAITING) {
      runRound(request, request.question().again(mayWaitOn));
    }
  }

  void lookAgain() {
    runAgain(current, true);
  }

  /** Ends the waiting request, because the partner has captured changes since it asked. */
  void wake(Captured count) {
    woken = count;
    if (current != null && count.outdates(current.question().captured())) {
      runAgain(current, false); // a round that runs looks itself when it ends
    }
  }

  private void answer(PartnerRequest request, Reply reply) {
    clearCurrent();
    answers.sendResult(request, reply);
    startNext();
  }

  private void send(PartnerRequest request, Reply reply, boolean last) {
    answers.send(request, reply, last);
  }

  private void connectionClosed(PartnerRequest request) {
    request.connectionClosed();
    answers.forget(request);
    if (next == request) {
      next = null;
    }
    if (current == request && phase == Phase.WAITING) {
      finish();
    }
  }

  private void clearCurrent() {
    context.vertx().cancelTimer(timer);
    timer = NONE;
    current = null;
  }

  private void finish() {
    clearCurrent();
    startNext();
  }

  private void startNext() {
    PartnerRequest request = next;
    next = null;
    if (request != null) {
      start(request);
    }
  }

  /**
   * Answers a waiting request; one whose changeset is being applied is still answered after that.
   */
  void stop() {
    stopping = true;
    if (next != null) {
      send(next, context.stopping(), true);
      next = null;
    }
    if (current != null && phase != Phase.WORKING) {
      PartnerRequest request = current;
      boolean receiving = phase == Phase.RECEIVING;
      clearCurrent();
      send(request, context.stopping(), receiving);
    }
  }

  private void delete(PartnerRequest request) {
    if (request.body() != null) {
      context.vertx().fileSystem().delete(request.body().toString());
    }
  }
}

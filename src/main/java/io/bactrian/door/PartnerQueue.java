package io.bactrian.door;

import io.bactrian.exchange.Captured;
import io.bactrian.exchange.Question;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;

/**
 * Requests of one partner; processes one at a time. A newer request ends an older one that is
 * pending (long poll). While a round runs, only the newest request is queued. So a partner uses at
 * most one worker, and none while its request is pending. Confined to the event loop.
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

  /** Responses still being written to clients that read slowly. */
  private static final int MOST_ANSWERS = 2;

  private static final Reply BUSY =
      new Reply(503, Map.of("Retry-After", "1", "Content-Length", "0"), null);

  /** No timer has this id. */
  private static final long NONE = -1;

  private final DoorContext context;
  private PartnerRequest current;
  private Phase phase;
  private long timer = NONE;
  private PartnerRequest next;
  private final Queue<PartnerRequest> answered = new ArrayDeque<>();
  private Captured woken = new Captured("", 0);
  private boolean stopping;

  PartnerQueue(DoorContext context) {
    this.context = context;
  }

  boolean hasWaiting() {
    return current != null && phase == Phase.WAITING;
  }

  void submit(PartnerRequest request) {
    request.http().response().closeHandler(closed -> connectionClosed(request));
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

  private void start(PartnerRequest request) {
    current = request;
    if (request.hasBody()) {
      phase = Phase.RECEIVING;
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
    if (request.isClosed()) {
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
    send(request, reply, false);
    answered.removeIf(older -> older.isClosed() || older.http().response().ended());
    answered.add(request);
    if (answered.size() > MOST_ANSWERS) {
      answered.remove().client().abort(); // its client does not read it to its end
    }
    startNext();
  }

  private void send(PartnerRequest request, Reply reply, boolean last) {
    if (request.isClosed()) {
      AnswerWriter.discard(context.vertx(), reply);
      return;
    }
    String partner = request.question().partner();
    AnswerWriter writer =
        new AnswerWriter(
            context.vertx(),
            request.http(),
            request.client(),
            reply,
            why ->
                context
                    .workers()
                    .executeBlocking(() -> context.rounds().failed(partner, why), false));
    request.onClose(writer::connectionClosed);
    writer.start(last);
  }

  private void connectionClosed(PartnerRequest request) {
    request.connectionClosed();
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

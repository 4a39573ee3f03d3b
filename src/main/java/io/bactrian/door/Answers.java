package io.bactrian.door;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * Sends the answers to one partner, each in time: who says when it expects a sign gets one by then.
 * Confined to the event loop.
 */
final class Answers {
  /** Responses still being written to clients that read slowly. */
  private static final int MOST = 2;

  private final DoorContext context;
  private final Queue<PartnerRequest> sent = new ArrayDeque<>();

  Answers(DoorContext context) {
    this.context = context;
  }

  /** From now on the partner waits for an answer; calls this when it is due and not yet sent. */
  void due(PartnerRequest request, Consumer<PartnerRequest> action) {
    if (request.question().answerIn() > 0) {
      request.setTimer(
          context.vertx().setTimer(request.question().answerIn(), due -> action.accept(request)));
    }
  }

  /** The partner's answer is due no longer. */
  void forget(PartnerRequest request) {
    context.vertx().cancelTimer(request.timer());
  }

  /** Sends what a round answers; cuts off the oldest client that still does not read. */
  void sendResult(PartnerRequest request, Reply reply) {
    send(request, reply, false);
    sent.removeIf(older -> older.isClosed() || older.http().response().ended());
    sent.add(request);
    if (sent.size() > MOST) {
      sent.remove().client().abort(); // its client does not read it to its end
    }
  }

  /**
   * Sends it, if the partner is still there.
   *
   * @param last whether to close the connection after it
   */
  void send(PartnerRequest request, Reply reply, boolean last) {
    forget(request);
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
}

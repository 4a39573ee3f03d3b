package io.bactrian.door;

import io.bactrian.exchange.Captured;
import io.bactrian.exchange.Question;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;

/**
 * Where one partner is served: one question at a time. A newer one ends an older one that waits for
 * something to answer; while the older one is worked on the newer one has to wait, and of several
 * the newest. So a partner takes one worker at most, and none while it waits. One event loop.
 */
final class Desk {
  private enum Phase {
    /** Its body comes. */
    COMING,
    /** Its round is under way, by a worker. */
    WORKING,
    /** There was nothing to answer; it waits for that. */
    WAITING
  }

  /** On their way to a slow reader. */
  private static final int MOST_ANSWERS = 2;

  private static final Reply BUSY =
      new Reply(503, Map.of("Retry-After", "1", "Content-Length", "0"), null);

  /** No timer has this id. */
  private static final long NONE = -1;

  private final House house;
  private Visit current;
  private Phase phase;
  private long timer = NONE;
  private Visit next;
  private final Queue<Visit> answered = new ArrayDeque<>();
  private Captured woken = new Captured("", 0);
  private boolean stopping;

  Desk(House house) {
    this.house = house;
  }

  boolean hasWaiting() {
    return current != null && phase == Phase.WAITING;
  }

  void arrive(Visit visit) {
    visit.request().response().closeHandler(closed -> left(visit));
    if (current == null) {
      begin(visit);
    } else if (phase == Phase.WAITING) {
      Visit older = current;
      release();
      send(older, older.kept(), false);
      begin(visit);
    } else {
      if (next != null) {
        send(next, BUSY, true);
      }
      current.outdate();
      next = visit;
    }
  }

  private void begin(Visit visit) {
    current = visit;
    if (visit.hasBody()) {
      phase = Phase.COMING;
      house.bodies().take(() -> receive(visit));
    } else {
      work(visit, visit.question());
    }
  }

  private void receive(Visit visit) {
    if (current != visit) {
      house.bodies().give();
      return;
    }
    Body.receive(house.vertx(), visit, house.spool(), house.bounds().maxBody())
        .onComplete(
            received -> {
              house.bodies().give();
              if (received.succeeded()) {
                visit.brought(received.result());
              }
              if (current != visit) {
                delete(visit);
              } else if (received.succeeded()) {
                work(visit, visit.question());
              } else {
                unreceived(visit, received.cause());
              }
            });
  }

  private void unreceived(Visit visit, Throwable why) {
    if (visit.isGone()) {
      leave();
    } else if (why instanceof Body.TooLargeException) {
      leave();
      send(visit, Heads.tooLarge(house.bounds().maxBody()).orElseThrow(), true);
    } else {
      phase = Phase.WORKING;
      String partner = visit.question().partner();
      house
          .workers()
          .executeBlocking(() -> house.rounds().failed(partner, why), false)
          .onComplete(
              told -> {
                leave();
                send(visit, told.succeeded() ? told.result() : BUSY, true);
              });
    }
  }

  private void work(Visit visit, Question question) {
    phase = Phase.WORKING;
    visit.sees(house.captured().count());
    house
        .workers()
        .executeBlocking(() -> round(visit, question), false)
        .onComplete(round -> worked(visit, question, round.succeeded() ? round.result() : BUSY));
  }

  private Reply round(Visit visit, Question question) throws java.io.IOException {
    Path body = question.again() ? null : visit.body();
    try {
      return house.rounds().round(question, body);
    } finally {
      if (body != null) {
        Files.deleteIfExists(body);
      }
    }
  }

  private void worked(Visit visit, Question question, Reply reply) {
    boolean untold = question.again() && question.patient();
    if (visit.isGone()) {
      leave();
      reply.close();
    } else if (!reply.isNothing() || !question.patient()) {
      answer(visit, reply);
    } else if (visit.isOutdated()) {
      answer(visit, untold ? visit.kept() : reply);
    } else if (stopping) {
      answer(visit, house.stopping());
    } else if (woken.outdates(question.captured())) {
      if (untold) {
        work(visit, question.again(false));
      } else {
        answer(visit, reply);
      }
    } else {
      await(visit, reply);
    }
  }

  private void await(Visit visit, Reply nothing) {
    phase = Phase.WAITING;
    if (visit.kept() == null) {
      visit.keep(nothing);
      timer = house.vertx().setTimer(visit.question().patience(), due -> ask(visit, false));
    }
    if (house.captured().count() != visit.seen()) {
      ask(visit, true);
    }
  }

  /** Once more, if it still waits. */
  private void ask(Visit visit, boolean mayWaitOn) {
    if (visit != null && current == visit && phase == Phase.WAITING) {
      work(visit, visit.question().again(mayWaitOn));
    }
  }

  void captured() {
    ask(current, true);
  }

  /** What the partner has captured since it asked makes it want its answer now. */
  void wake(Captured count) {
    woken = count;
    if (current != null && count.outdates(current.question().captured())) {
      ask(current, false); // while it is worked on, that looks itself
    }
  }

  private void answer(Visit visit, Reply reply) {
    release();
    send(visit, reply, false);
    answered.removeIf(older -> older.isGone() || older.request().response().ended());
    answered.add(visit);
    if (answered.size() > MOST_ANSWERS) {
      answered.remove().guest().close(); // nobody reads it to its end
    }
    follow();
  }

  private void send(Visit visit, Reply reply, boolean last) {
    if (visit.isGone()) {
      reply.close();
      return;
    }
    String partner = visit.question().partner();
    new Sending(
            house.vertx(),
            visit.request(),
            visit.guest(),
            reply,
            why ->
                house.workers().executeBlocking(() -> house.rounds().failed(partner, why), false))
        .begin(last);
  }

  private void left(Visit visit) {
    visit.left();
    if (next == visit) {
      next = null;
    }
    if (current == visit && phase == Phase.WAITING) {
      leave();
    }
  }

  private void release() {
    house.vertx().cancelTimer(timer);
    timer = NONE;
    current = null;
  }

  private void leave() {
    release();
    follow();
  }

  private void follow() {
    Visit visit = next;
    next = null;
    if (visit != null) {
      begin(visit);
    }
  }

  /** From now on nobody waits; what is being applied is answered still. */
  void stop() {
    stopping = true;
    if (next != null) {
      send(next, house.stopping(), true);
      next = null;
    }
    if (current != null && phase != Phase.WORKING) {
      Visit visit = current;
      boolean comes = phase == Phase.COMING;
      release();
      send(visit, house.stopping(), comes);
    }
  }

  private void delete(Visit visit) {
    if (visit.body() != null) {
      house.vertx().fileSystem().delete(visit.body().toString());
    }
  }
}

package io.bactrian.convergence;

import io.bactrian.convergence.Wire.Letter;
import io.bactrian.exchange.NoRoomException;
import io.bactrian.exchange.RejectedChangesetException;
import io.bactrian.exchange.StreamStoppedException;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;

/** Carries documents from site to site: by HTTP rounds with some spokes, by files with others. */
final class Traffic {
  final Wire wire;
  private final History history;
  private final Random random;
  private final boolean[] byFiles;

  /** Why sound documents were not taken. */
  final List<String> complaints = new ArrayList<>();

  Traffic(History history, Wire wire, Random random) {
    this.history = history;
    this.wire = wire;
    this.random = random;
    byFiles = new boolean[history.spokes.size()];
    for (int i = 0; i < byFiles.length; i++) {
      byFiles[i] = random.nextBoolean();
    }
  }

  /** All that can be said between hub and spoke, or, with a faulty wire, some of it. */
  void exchange(SimulatedSite spoke) {
    sound(spoke, () -> some(spoke));
  }

  /** A stream that is stopped stops no other. */
  private void sound(SimulatedSite spoke, Runnable what) {
    try {
      what.run();
    } catch (StreamStoppedException stopped) {
      Ledger.require(
          !trusts("hq", spoke.id()) || !trusts(spoke.id(), "hq"), "%s", stopped.getMessage());
      history.tell(() -> "  " + stopped.getMessage());
    }
  }

  private boolean trusts(String from, String to) {
    return history.world.trusts(from, to);
  }

  private void some(SimulatedSite spoke) {
    SimulatedSite hub = history.hub;
    if (!byFiles[history.spokes.indexOf(spoke)]) {
      round(spoke);
    } else if (!wire.faulty) {
      sound(spoke, () -> send(spoke, hub));
      sound(spoke, () -> receive(hub, spoke.id()));
      sound(spoke, () -> send(hub, spoke));
      sound(spoke, () -> receive(spoke, "hq"));
    } else {
      SimulatedSite from = random.nextBoolean() ? hub : spoke;
      SimulatedSite to = from == hub ? spoke : hub;
      if (random.nextBoolean()) {
        send(from, to);
      }
      receive(to, from.id());
    }
  }

  private void send(SimulatedSite from, SimulatedSite to) {
    history.at(
        from,
        () -> {
          from.process.watchOutbox();
          from.process.send(
              to.id(),
              document -> {
                Letter letter = wire.carry(from.id(), to.id(), document);
                tell(from.id(), to.id(), "writes a file", letter);
                wire.post(letter);
              });
        });
  }

  /** With a faulty wire one file, any; else all. */
  private void receive(SimulatedSite at, String from) {
    List<Letter> folder = wire.folder(from, at.id());
    int left = wire.faulty ? Math.min(1, folder.size()) : folder.size();
    for (int stay = 0; left > 0; left--) {
      Letter letter = folder.get(wire.faulty ? random.nextInt(folder.size()) : stay);
      int before = folder.size();
      history.at(
          at,
          () -> {
            if (read(at, from, letter)) {
              at.fate.step("file moved", () -> folder.remove(letter));
            }
          });
      stay += folder.size() == before ? 1 : 0;
    }
  }

  /** False when it has to come again. */
  private boolean read(SimulatedSite at, String from, Letter letter) throws Exception {
    tell(from, at.id(), "arrives", letter);
    try {
      at.process.apply(from, letter.bytes());
    } catch (RejectedChangesetException rejected) {
      refused(letter, rejected);
    } catch (NoRoomException full) {
      history.tell(() -> "  " + full.getMessage());
      return false;
    }
    return true;
  }

  private void refused(Letter letter, RejectedChangesetException rejected) {
    if (letter.sound() && trusts(letter.from(), letter.to())) {
      throw rejected;
    }
    if (letter.sound()) {
      complaints.add(rejected.getMessage());
    }
    history.tell(() -> "  " + rejected.getMessage());
  }

  /** Something from long ago arrives again. */
  void replay() {
    if (!wire.ever.isEmpty()) {
      Letter letter = wire.ever.get(random.nextInt(wire.ever.size()));
      SimulatedSite at = history.site(letter.to());
      history.at(at, () -> read(at, letter.from(), letter));
    }
  }

  /** A sound document of a stream that this site does not follow: refused whenever it is read. */
  void fromClone() {
    if (wire.ever.isEmpty()) {
      return;
    }
    Letter letter = wire.ever.get(random.nextInt(wire.ever.size()));
    SimulatedSite at = history.site(letter.to());
    long applied = history.world.applied(at.id(), letter.from());
    if (applied > 0) {
      Letter foreign = wire.foreign(letter, applied + random.nextInt(3));
      history.at(at, () -> read(at, letter.from(), foreign));
    }
  }

  // -- rounds

  private void round(SimulatedSite spoke) {
    history.at(
        spoke,
        () -> {
          spoke.process.watchOutbox();
          Exchange question = spoke.process.ask("hq");
          Map<String, Object> headers = headers(question);
          Letter asked = wire.carry(spoke.id(), "hq", Process.body(question));
          tell(spoke.id(), "hq", "asks", asked);
          Exchange answer = asked == null ? null : served(headers, asked);
          if (answer == null) {
            return;
          }
          Letter answered = wire.carry("hq", spoke.id(), Process.body(answer));
          tell("hq", spoke.id(), "answers", answered);
          if (answered != null) {
            take(spoke, headers(answer), answered);
          }
        });
  }

  private static Map<String, Object> headers(Exchange exchange) {
    Map<String, Object> headers = new java.util.HashMap<>(exchange.getMessage().getHeaders());
    headers.keySet().removeIf(name -> name.startsWith("Camel"));
    return headers;
  }

  /** What the hub answers; null when it died, or refused. */
  private Exchange served(Map<String, Object> headers, Letter asked) {
    List<Exchange> answer = new ArrayList<>();
    SimulatedSite hub = history.hub;
    history.at(
        hub,
        () -> {
          Exchange exchange = exchange(headers, asked.bytes());
          try {
            hub.process.serve(exchange);
            answer.add(exchange);
          } catch (RejectedChangesetException rejected) {
            refused(asked, rejected);
          } catch (NoRoomException full) {
            history.tell(() -> "  " + full.getMessage());
          }
        });
    return answer.isEmpty() ? null : answer.get(0);
  }

  private void take(SimulatedSite spoke, Map<String, Object> headers, Letter letter)
      throws Exception {
    try {
      spoke.process.answered("hq", exchange(headers, letter.bytes()));
    } catch (RejectedChangesetException rejected) {
      refused(letter, rejected);
    } catch (NoRoomException full) {
      history.tell(() -> "  " + full.getMessage());
    }
  }

  private Exchange exchange(Map<String, Object> headers, byte[] body) {
    Exchange exchange = new DefaultExchange(history.world.camel());
    exchange.getMessage().setHeaders(new java.util.HashMap<>(headers));
    exchange.getMessage().setBody(new ByteArrayInputStream(body));
    return exchange;
  }

  private void tell(String from, String to, String what, Letter letter) {
    history.tell(
        () ->
            from
                + "→"
                + to
                + " "
                + what
                + (letter == null ? ", lost" : letter.sound() ? "" : ", damaged"));
  }
}

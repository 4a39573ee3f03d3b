package io.bactrian.web;

import io.bactrian.exchange.LatestArrivals;
import io.bactrian.monitor.SiteStatus;
import io.bactrian.monitor.StreamStatus;
import io.bactrian.monitor.Usage;
import io.bactrian.monitor.WaitingRows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How a site is, as the page shows it. Immutable. */
record HomePage(SiteStatus status, Served.Recent recent, Instant now) {
  private static final int GROUPS = 6;
  private static final int HOLDERS = 20;
  private static final String SUSPENDED = "is suspended";

  /** A number at the top; {@code level} is empty, {@code warning} or {@code bad}. */
  record Figure(String number, String what, String level, String link) {}

  /** What is the matter with a stream, in a word. */
  String state(StreamStatus stream) {
    if (stream.hold() != null) {
      return "on hold";
    }
    if (stream.silentSince() != null) {
      return "silent";
    }
    if (stream.repair() != null) {
      return stream.repair().startsWith(SUSPENDED) ? "suspended" : "being repaired";
    }
    return stream.lastExchange() == null ? "not yet heard" : "in touch";
  }

  /** Of that word: {@code good}, {@code warning} or {@code bad}. */
  String level(StreamStatus stream) {
    return switch (state(stream)) {
      case "on hold" -> "bad";
      case "silent", "suspended", "being repaired" -> "warning";
      case "in touch" -> "good";
      default -> "";
    };
  }

  List<Figure> figures() {
    long parked = status.streams().stream().mapToLong(StreamStatus::parked).sum();
    long held = status.streams().stream().mapToLong(StreamStatus::heldThere).sum();
    long deferred = status.streams().stream().mapToLong(StreamStatus::deferred).sum();
    long onHold = status.streams().stream().filter(one -> one.hold() != null).count();
    long fails = status.outages().size() + status.faults().size();
    List<Figure> figures = new ArrayList<>();
    if (status.role().equals("hub")) {
      figures.add(
          figure(status.openConflicts(), "open conflicts", "warning", "/conflicts?kind=manual"));
      figures.add(figure(parked, "parked changes", "warning", "/conflicts?kind=parked"));
      figures.add(figure(held, "rows held at spokes", "warning", "/conflicts?kind=held"));
    } else {
      figures.add(figure(deferred, "rows held here", "warning", null));
      long awaited = status.streams().stream().mapToLong(StreamStatus::awaited).sum();
      figures.add(figure(awaited, "rows await the hub", "", null));
    }
    figures.add(figure(onHold, "streams on hold", "bad", null));
    figures.add(figure(fails, "things that fail", "bad", null));
    figures.add(figure(status.position(), "position of the changelog", "", null));
    return figures;
  }

  /** What became of a changeset, in a word. */
  static String end(LatestArrivals.Arrived one) {
    String word =
        switch (one.end()) {
          case APPLIED -> "applied";
          case ON_HOLD -> "on hold";
          case REJECTED -> "rejected";
        };
    return one.times() == 1 ? word : "%s, %,d times".formatted(word, one.times());
  }

  /** Conflicts that were found, whoever decided them. */
  static long conflicts(LatestArrivals.Arrived one) {
    return one.did().conflicts().values().stream().mapToLong(count -> count).sum();
  }

  private static Figure figure(long number, String what, String level, String link) {
    return new Figure(grouped(number), what, number == 0 ? "" : level, link);
  }

  static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  String ago(Instant then) {
    return then == null ? "never in this process" : Ages.ago(then, now) + " ago";
  }

  static String exact(Instant then) {
    return Ages.exact(then);
  }

  String age(Instant then) {
    return Ages.ago(then, now);
  }

  /** For whom the changelog is kept, those that hold most back first. */
  List<StreamStatus> holders() {
    return status.holders().subList(0, status.holders().size() - moreHolders());
  }

  int moreHolders() {
    return Math.max(0, status.holders().size() - HOLDERS);
  }

  List<WaitingRows> waiting(StreamStatus stream) {
    return stream.waiting().subList(0, Math.min(GROUPS, stream.waiting().size()));
  }

  int moreWaiting(StreamStatus stream) {
    return Math.max(0, stream.waiting().size() - GROUPS);
  }

  static String size(long bytes) {
    return bytes < 1 << 20
        ? String.format(Locale.ROOT, "%,d KiB", (bytes + 1023) >> 10)
        : String.format(Locale.ROOT, "%,.1f MiB", bytes / (double) (1 << 20));
  }

  List<Usage> near(StreamStatus stream) {
    return stream.limits().stream().filter(Usage::near).toList();
  }
}

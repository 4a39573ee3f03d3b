package io.bactrian.capture.replay;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What happened in a history, step by step. Statements end in threads of their own. */
final class Story {
  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

  /** The number of the line, to end it. */
  int begin(String what) {
    synchronized (lines) {
      lines.add(what);
      return lines.size() - 1;
    }
  }

  void end(int line, String how) {
    lines.set(line, lines.get(line) + "  => " + how);
  }

  List<String> lines() {
    return List.copyOf(lines);
  }
}

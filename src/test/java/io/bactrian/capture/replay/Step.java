package io.bactrian.capture.replay;

import io.bactrian.changeset.Operation;
import java.util.List;
import java.util.Map;

/** What happens next in a history. A value: it can be left out, and done again. */
sealed interface Step {
  /** What it is an example of. */
  String about();

  /**
   * A statement of the application, in whatever transaction its session is in.
   *
   * @param rows what COPY reads; null for other statements
   */
  record Sql(int session, String about, String text, String rows) implements Step {
    @Override
    public String toString() {
      return "session " + session + ": " + text + (rows == null ? "" : " <- " + rows);
    }
  }

  /** Capture reads and clears the outbox, whatever transactions are open. */
  record Capture() implements Step {
    @Override
    public String about() {
      return "";
    }
  }

  /** All transactions commit, capture catches up, and the tables are compared. */
  record Settle() implements Step {
    @Override
    public String about() {
      return "";
    }
  }

  /** The tables are read again and {@code install} is run. */
  record Install() implements Step {
    @Override
    public String about() {
      return "install again";
    }
  }

  /** The applier writes rows for its partner, in one transaction until its end. */
  record Apply(List<Target> rows) implements Step {
    @Override
    public String about() {
      return "applier";
    }
  }

  /** The applier ends its transaction. */
  record EndApply(boolean commit) implements Step {
    @Override
    public String about() {
      return "applier";
    }
  }

  /**
   * A row that the applier writes.
   *
   * @param values canonical texts by column, of the key at least
   */
  record Target(String table, Operation operation, Map<String, String> values) {}
}

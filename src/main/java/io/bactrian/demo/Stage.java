package io.bactrian.demo;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * Output of the demo: headings, lines, progress and tables. Shows a moving bar on a terminal, plain
 * lines otherwise. Not thread-safe.
 */
public final class Stage {
  private static final int BAR = 30;

  private final PrintStream out;
  private final boolean terminal;

  /**
   * @param terminal whether lines may be overwritten and headings be bold
   */
  public Stage(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Reports that a site runs. */
  public void started(String site) {
    say("site " + site + " runs");
  }

  /** Prints the heading of a step. */
  public void heading(int number, int of, String text) {
    String line = String.format(Locale.ROOT, "%d/%d  %s", number, of, text);
    out.println();
    out.println(terminal ? "\033[1m" + line + "\033[0m" : line);
  }

  /** A sentence, indented below its heading. */
  public void say(String text) {
    out.println("      " + text);
  }

  /** A line as it is. */
  public void line(String text) {
    out.println(text);
  }

  /** One row as every site has it. */
  public void outcome(String what, Map<String, String> bySite) {
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-24s", what));
    bySite.forEach((site, value) -> line.append("  ").append(site).append(": ").append(value));
    say(line.toString());
  }

  /** Progress of long work; closing it leaves one line. */
  public final class Progress implements AutoCloseable, LongConsumer {
    private final String what;
    private long total;
    private long done;
    private int shown = -1;

    Progress(String what, long total) {
      this.what = what;
      this.total = Math.max(1, total);
      accept(0);
    }

    /** Raises the total. */
    Progress of(long newTotal) {
      total = Math.max(1, newTotal);
      return this;
    }

    /** Sets how much is done. */
    @Override
    public void accept(long nowDone) {
      done = nowDone;
      int filled = (int) (BAR * Math.min(done, total) / total);
      if (terminal && filled != shown) {
        shown = filled;
        String bar = "#".repeat(filled) + ".".repeat(BAR - filled);
        out.printf(Locale.ROOT, "\r      %s [%s] %,d\033[K", what, bar, done);
        out.flush();
      }
    }

    @Override
    public void close() {
      out.printf(Locale.ROOT, "%s      %s: %,d%n", terminal ? "\r\033[K" : "", what, done);
    }
  }

  public Progress progress(String what, long total) {
    return new Progress(what, total);
  }

  /** Columns as wide as needed; the first is text, the others are numbers. */
  public void table(List<String> heads, List<List<String>> rows) {
    List<List<String>> all = new ArrayList<>(List.of(heads));
    all.addAll(rows);
    int[] widths = new int[heads.size()];
    all.forEach(
        row -> {
          for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], row.get(i).length());
          }
        });
    for (List<String> row : all) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String blanks = " ".repeat(widths[i] - row.get(i).length());
        line.append("  ").append(i == 0 ? row.get(i) + blanks : blanks + row.get(i));
      }
      out.println("    " + line.toString().stripTrailing());
    }
  }
}

package io.bactrian.changeset;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads the text of a row ({@link RowText}) that comes in pieces. Long runs of hexadecimal digits
 * become {@link HexText} at once, so that the text is never whole in memory. For one row and one
 * thread.
 */
public final class RowPieces {
  /** Encloses the place of a run in {@link #rest}; the text of a row has no such character. */
  private static final char MARK = 0;

  private final List<CharSequence> runs = new ArrayList<>();
  private final StringBuilder rest = new StringBuilder();
  private final StringBuilder shortRun = new StringBuilder();
  private HexText.Builder longRun;

  /** Adds the next piece. */
  public RowPieces add(String piece) {
    int plain = 0; // where the text begins that is not in the rest yet
    int from = 0; // where the run of digits before i begins
    for (int i = 0; i < piece.length(); i++) {
      if (!HexText.isDigit(piece.charAt(i))) {
        if (i - from >= HexText.LONG || from == 0 && goesOn()) {
          rest.append(piece, plain, from);
          run(piece, from, i);
          endRun();
          plain = i;
        }
        from = i + 1;
      }
    }
    rest.append(piece, plain, from);
    run(piece, from, piece.length());
    return this;
  }

  /** Whether the piece before ended with digits. */
  private boolean goesOn() {
    return longRun != null || shortRun.length() > 0;
  }

  private void run(String piece, int from, int to) {
    if (longRun == null) {
      shortRun.append(piece, from, to);
      if (shortRun.length() >= HexText.LONG) {
        longRun = new HexText.Builder();
        longRun.digits(shortRun, 0, shortRun.length());
        shortRun.setLength(0);
      }
    } else {
      longRun.digits(piece, from, to);
    }
  }

  private void endRun() {
    if (longRun == null) {
      rest.append(shortRun);
      shortRun.setLength(0);
    } else {
      rest.append(MARK).append(runs.size()).append(MARK);
      runs.add(longRun.text());
      longRun = null;
    }
  }

  /**
   * The row, after its last piece.
   *
   * @throws IllegalArgumentException when the text is no row; the message does not show it
   */
  public Row row() {
    endRun();
    String[] values = RowText.parse(rest.toString());
    CharSequence[] whole = new CharSequence[values.length];
    for (int i = 0; i < values.length; i++) {
      whole[i] = values[i] == null || values[i].indexOf(MARK) < 0 ? values[i] : whole(values[i]);
    }
    return Row.owning(whole);
  }

  /** A value that is a run, or contains some. */
  private CharSequence whole(String value) {
    String[] parts = value.split(String.valueOf(MARK), -1);
    if (parts.length == 3 && parts[0].isEmpty() && parts[2].isEmpty()) {
      return runs.get(Integer.parseInt(parts[1]));
    }
    StringBuilder whole = new StringBuilder();
    for (int i = 0; i < parts.length; i++) {
      whole.append(i % 2 == 0 ? parts[i] : runs.get(Integer.parseInt(parts[i])));
    }
    return whole.toString();
  }
}

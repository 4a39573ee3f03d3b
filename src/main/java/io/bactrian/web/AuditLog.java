package io.bactrian.web;

import io.bactrian.file.OwnerOnly;
import io.bactrian.problem.Problem;
import io.bactrian.text.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.List;
import org.apache.camel.util.json.JsonObject;

/**
 * Who did what over HTTP: one line of JSON for each act, in a file for each month of the folder
 * {@code audit} of the site. Has ids, keys of no row and no row value. Thread-safe; a line is
 * written before the act is answered.
 */
public final class AuditLog {
  private static final DateTimeFormatter MONTH =
      DateTimeFormatter.ofPattern("yyyy-MM").withZone(ZoneOffset.UTC);

  private final Path folder;
  private final Clock clock;

  /**
   * @param folder made when it is missing
   */
  public AuditLog(Path folder, Clock clock) {
    this.folder = folder;
    this.clock = clock;
  }

  /**
   * Records an act.
   *
   * @param who an account, or the name that somebody tried
   * @param from address of whoever asked
   * @param act a word or two, as in {@code login} or {@code decide}
   * @param about ids and words, no row value; null for nothing
   * @throws io.bactrian.problem.ProblemException when it can't be written; then the act must not
   *     happen
   */
  public void record(String who, String from, String act, String about) {
    recordAll(who, from, act, Collections.singletonList(about));
  }

  /** Records acts of one kind, a line each, at once; as {@link #record}. */
  public synchronized void recordAll(String who, String from, String act, List<String> abouts) {
    Instant now = clock.instant();
    StringBuilder lines = new StringBuilder();
    for (String about : abouts) {
      lines.append(line(now, who, from, act, about)).append('\n');
    }
    Path file = folder.resolve(MONTH.format(now) + ".jsonl");
    try {
      OwnerOnly.folder(folder);
      Files.writeString(OwnerOnly.file(file), lines, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw Problem.of("%s can't be written (%s).", file, e.getClass().getSimpleName())
          .follows("Nothing was done.")
          .toDo("Check the folder's permissions and the disk.")
          .exception(e);
    }
  }

  private static String line(Instant at, String who, String from, String act, String about) {
    JsonObject line = new JsonObject();
    line.put("at", at.toString());
    line.put("who", who);
    line.put("from", from);
    line.put("act", act);
    if (about != null) {
      line.put("about", about);
    }
    return Printable.inJson(line.toJson());
  }
}

package fuzz;

import attack.Attack;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What must not have happened, each kind once, with the input that led to it. Thread-safe. */
final class Findings {
  private final Path folder;
  private final Map<String, Integer> known = new LinkedHashMap<>();

  Findings(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
  }

  /** By the kind of error and where in our code it came from. */
  void add(String part, String what, Throwable error, byte[] input) {
    StringBuilder signature = new StringBuilder(part + ' ' + what + ' ' + error.getClass().getSimpleName());
    int frames = 0;
    for (StackTraceElement frame : error.getStackTrace()) {
      if (frame.getClassName().startsWith("io.bactrian") && frames++ < 2) {
        signature.append(" at ").append(frame.getFileName()).append(':').append(frame.getLineNumber());
      }
    }
    StringWriter trace = new StringWriter();
    error.printStackTrace(new PrintWriter(trace));
    add(signature.toString(), trace.toString(), input);
  }

  synchronized void add(String signature, String detail, byte[] input) {
    int count = known.merge(signature, 1, Integer::sum);
    if (count > 1) {
      return;
    }
    Attack.say("FOUND %s", signature);
    try {
      Path own = Files.createDirectories(folder.resolve("%03d".formatted(known.size())));
      Files.writeString(own.resolve("report.txt"), signature + "\n\n" + detail + "\n");
      Files.write(own.resolve("input"), input);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  synchronized int kinds() {
    return known.size();
  }

  synchronized void print() {
    int number = 1;
    for (Map.Entry<String, Integer> one : known.entrySet()) {
      Attack.say("  %03d, %d times: %s", number++, one.getValue(), one.getKey());
    }
  }
}

package fuzz;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what a site writes to its log, and finds there what no one meant to write. For one thread. */
final class LogWatch {
  private static final Pattern UNEXPECTED =
      Pattern.compile("NullPointer|Cannot invoke|ClassCast|cannot be cast|IndexOutOfBounds|out of bounds for|NumberFormat|For input string|StackOverflow|OutOfMemory|heap space|NegativeArraySize|Arithmetic|/ by zero"
          + "|UnsupportedOperation|ConcurrentModification|NoSuchElement|No value present|DateTimeParse|could not be parsed|IllegalFormat|InvalidPath|PatternSyntax|TypeConver|RuntimeCamel|Exception in thread|LEAK:"
          + "|Unhandled exception|java\\.lang\\.Illegal|AssertionError|NoClassDef|ClosedChannel|IllegalReferenceCount|StackTrace|^\\s+at [a-z]");

  private static final Pattern CONTROLS = Pattern.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069]");
  private static final Pattern WHERE = Pattern.compile("\\(([A-Z]\\w+\\.java:\\d+)\\)");

  private final Path log;
  private final Findings findings;
  private final Map<String, Integer> lines = new TreeMap<>();
  private long read;

  LogWatch(Path log, Findings findings) throws IOException {
    this.log = log;
    this.findings = findings;
    this.read = Files.size(log);
  }

  /** Looks at what is new; the input is what was sent last. */
  void look(String part, byte[] input) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      if (file.length() <= read) {
        return;
      }
      byte[] bytes = new byte[(int) Math.min(file.length() - read, 16 << 20)];
      file.seek(read);
      file.readFully(bytes);
      String text = new String(bytes, StandardCharsets.UTF_8);
      int end = text.lastIndexOf('\n') + 1;
      read += text.substring(0, end).getBytes(StandardCharsets.UTF_8).length;
      text.substring(0, end).lines().forEach(line -> line(part, line, input));
    }
  }

  private void line(String part, String line, byte[] input) {
    String words = line.replaceFirst("^\\S+ +", "").replaceAll("#?[\\dTZ:.-]*\\d+", "#");
    if (words.startsWith("WARN") || words.startsWith("ERROR")) {
      lines.merge(words.substring(0, Math.min(words.length(), 300)), 1, Integer::sum);
    }
    if (!words.startsWith("DEBUG") && CONTROLS.matcher(line).find()) {
      findings.add("log after " + part + ": it shows a control character: " + kind(words), line, input);
    }
    boolean traced = words.startsWith("WARN") && words.contains(" Outages "); // the next line has the trace
    if (!traced && UNEXPECTED.matcher(line).find()) {
      Matcher where = WHERE.matcher(line);
      findings.add("log after " + part + ": " + kind(words) + (where.find() ? " at " + where.group(1) : ""), line, input);
    }
  }

  private static String kind(String words) {
    String kind = words.replaceAll("\"[^\"]*\"|'[^']*'|`[^`]*`|\\([^)]*\\)", "_").replaceAll("\\p{Cntrl}", "?");
    return kind.substring(0, Math.min(kind.length(), 140));
  }

  /** How often each was said, without its numbers. */
  Map<String, Integer> lines() {
    return lines;
  }
}

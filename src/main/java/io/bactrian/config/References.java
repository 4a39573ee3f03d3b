package io.bactrian.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces references: {@code ${env:NAME}} by a variable of the environment, {@code ${file:path}}
 * by the content of a file, relative to the site folder, without the line break at its end.
 * References in the replacement are not replaced. A Camel URI's own {@code ${file:name}} is written
 * {@code $simple{file:name}}.
 */
final class References {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{(env|file):([^}]*)}");
  private static final long LARGEST_FILE = 65_536;

  private final Map<String, String> environment;
  private final Path folder;
  private final Set<Path> files = new LinkedHashSet<>();

  References(Map<String, String> environment, Path folder) {
    this.environment = environment;
    this.folder = folder;
  }

  /** Replaces all references. A fault names the reference, never its value, and says what to do. */
  String resolve(String text) throws UnusableValueException {
    Matcher matcher = REFERENCE.matcher(text);
    StringBuilder resolved = new StringBuilder();
    while (matcher.find()) {
      String name = matcher.group(2).trim();
      String value = matcher.group(1).equals("env") ? variable(name) : content(name);
      matcher.appendReplacement(resolved, Matcher.quoteReplacement(value));
    }
    return matcher.appendTail(resolved).toString();
  }

  /** Files that were read. */
  Set<Path> files() {
    return files;
  }

  /** Whether the text has characters outside of references. */
  static boolean literal(String text) {
    return !REFERENCE.matcher(text).replaceAll("").isBlank();
  }

  private String variable(String name) throws UnusableValueException {
    String value = environment.get(name);
    if (value == null) {
      throw new UnusableValueException(
          "is taken from the environment variable `%s`, which is not set. Set it for this process."
              .formatted(name));
    }
    return value;
  }

  private String content(String name) throws UnusableValueException {
    try {
      Path file = folder.resolve(name);
      if (!Files.isRegularFile(file)) {
        throw unusable(
            name,
            "does not exist. Create it; Camel's own expression is written `$simple{file:…}`.");
      }
      if (Files.size(file) > LARGEST_FILE) {
        throw unusable(name, "is larger than 64 KiB. Name a file that contains the value alone.");
      }
      files.add(file.normalize());
      return Files.readString(file).replaceFirst("\\R\\z", "");
    } catch (IOException | InvalidPathException e) {
      throw unusable(
          name, "can't be read (" + e.getClass().getSimpleName() + "). Check its rights.");
    }
  }

  private static UnusableValueException unusable(String name, String problem) {
    return new UnusableValueException("is taken from the file `" + name + "`, which " + problem);
  }
}

package io.bactrian.config;

import io.bactrian.text.Printable;
import java.nio.file.Path;

/**
 * A fault in a file that people write.
 *
 * @param file as shown to people: the folder and the name, never a whole path
 * @param line counted from 1; 0 when the fault belongs to the file as a whole
 * @param message what is wrong and what to do; no row value, no secret
 */
public record Fault(String file, int line, String message) {

  /** How faults name a file: its folder and its name. */
  public static String name(Path file) {
    Path folder = file.getParent();
    String name = String.valueOf(file.getFileName());
    return folder == null || folder.getFileName() == null
        ? name
        : folder.getFileName() + "/" + name;
  }

  /** On one line. */
  @Override
  public String toString() {
    String place = line > 0 ? file + ":" + line : file;
    return Printable.of(place + ": " + message);
  }
}

package io.bactrian.config;

import java.nio.file.Path;

/**
 * Something wrong in a file that people write.
 *
 * @param file as shown to people: the folder and the name, never a whole path
 * @param line counted from 1; 0 when the fault belongs to the file as a whole
 * @param message what is wrong and what to do; no row value, no secret
 */
public record Fault(String file, int line, String message) {

  /** The name by which faults speak of a file: its folder and its name. */
  public static String name(Path file) {
    Path folder = file.getParent();
    String name = String.valueOf(file.getFileName());
    return folder == null || folder.getFileName() == null
        ? name
        : folder.getFileName() + "/" + name;
  }

  @Override
  public String toString() {
    return line > 0 ? file + ":" + line + ": " + message : file + ": " + message;
  }
}

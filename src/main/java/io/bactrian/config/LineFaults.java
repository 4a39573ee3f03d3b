package io.bactrian.config;

import java.nio.file.Path;

/** Collects the faults of one file. For one thread. */
final class LineFaults {
  private final Path file;
  private final Faults faults = new Faults();

  LineFaults(Path file) {
    this.file = file;
  }

  /** Adds a fault; {@code line} 0 stands for the file as a whole. */
  void add(int line, String message) {
    faults.add(file, line, message);
  }

  void throwIfAny() {
    faults.throwIfAny();
  }
}

package io.bactrian.conflict;

import io.bactrian.config.Fault;
import io.bactrian.config.Faults;
import io.bactrian.config.YamlFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The rules files of a hub as they were written, so that what is compiled can be kept. Immutable.
 *
 * @param files by name
 */
public record RulesText(List<File> files) {
  public RulesText {
    files = List.copyOf(files);
  }

  /**
   * @param name as faults show it
   */
  public record File(String name, String text) {}

  /** Characters of all files together. */
  public int length() {
    return files.stream().mapToInt(file -> file.text().length()).sum();
  }

  /**
   * Reads every {@code *.yaml} of a folder, which may be absent; adds a fault for what it can't.
   */
  public static RulesText of(Path folder, Faults faults) {
    if (!Files.isDirectory(folder)) {
      return new RulesText(List.of());
    }
    try (Stream<Path> files = Files.list(folder)) {
      return of(files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList(), faults);
    } catch (IOException e) {
      faults.add(folder, 0, "can't be listed: " + e.getClass().getSimpleName() + ".");
      return new RulesText(List.of());
    }
  }

  static RulesText of(List<Path> files, Faults faults) {
    List<File> read = new ArrayList<>();
    for (Path file : files) {
      YamlFile.text(file, faults).ifPresent(text -> read.add(new File(Fault.name(file), text)));
    }
    return new RulesText(read);
  }
}

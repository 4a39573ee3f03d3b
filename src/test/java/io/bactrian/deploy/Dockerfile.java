package io.bactrian.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the image is made by, read as far as our own file needs it. Immutable.
 *
 * @param stages the instructions of each; the last is what runs
 */
record Dockerfile(List<List<Instruction>> stages) {
  private static final Pattern LINE = Pattern.compile("([A-Z]+)\\s+(.*)");

  record Instruction(String name, String text) {}

  /**
   * @param from the stage that has the files; empty for the repository
   */
  record Copy(String from, List<String> sources, String target) {}

  static Dockerfile read() {
    try {
      String text = Files.readString(Path.of("deploy", "container", "Dockerfile"));
      List<List<Instruction>> stages = new ArrayList<>();
      for (String line : text.replaceAll("(?m)^#.*\n", "").replace("\\\n", " ").lines().toList()) {
        Matcher instruction = LINE.matcher(line.strip());
        if (instruction.matches()) {
          if (instruction.group(1).equals("FROM")) {
            stages.add(new ArrayList<>());
          }
          stages
              .get(stages.size() - 1)
              .add(new Instruction(instruction.group(1), instruction.group(2)));
        }
      }
      return new Dockerfile(stages);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Instruction> build() {
    return stages.get(0);
  }

  List<Instruction> image() {
    return stages.get(stages.size() - 1);
  }

  static List<Copy> copies(List<Instruction> stage) {
    return stage.stream()
        .filter(instruction -> instruction.name().equals("COPY"))
        .map(
            instruction -> {
              List<String> words = new ArrayList<>(List.of(instruction.text().split("\\s+")));
              String from =
                  words.get(0).startsWith("--from=")
                      ? words.remove(0).substring("--from=".length())
                      : "";
              String target = words.remove(words.size() - 1);
              return new Copy(from, words, target);
            })
        .toList();
  }

  /** The last of its kind, which is the one that counts. */
  static String last(List<Instruction> stage, String name) {
    return stage.stream()
        .filter(instruction -> instruction.name().equals(name))
        .reduce((first, second) -> second)
        .orElseThrow()
        .text();
  }
}

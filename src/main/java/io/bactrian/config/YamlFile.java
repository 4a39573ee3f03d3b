package io.bactrian.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads a YAML file that people write into nodes that know their lines. */
public final class YamlFile {
  private static final LoadSettings SETTINGS =
      LoadSettings.builder().setCodePointLimit(16 * 1024 * 1024).build();

  private YamlFile() {}

  /**
   * Writes a word so that it is read back unchanged: quotes names that are not plain words, and
   * words that YAML takes for something else.
   */
  public static String quoted(String word) {
    if (word.matches("[a-zA-Z_][a-zA-Z0-9_.]*") && !word.matches("(?i)null|true|false")) {
      return word;
    }
    StringBuilder out = new StringBuilder("\"");
    for (char c : word.toCharArray()) {
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ' || c > '~' && c < '\u00a1' || c >= '\u2028' && !Character.isSurrogate(c)) {
        out.append("\\u%04x".formatted((int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }

  /**
   * The top of the document.
   *
   * @return empty, after adding a fault, when the file can't be read, is not YAML or is empty
   */
  public static Optional<YamlNode> read(Path file, Faults faults) {
    return text(file, faults).flatMap(text -> read(Fault.name(file), text, faults));
  }

  /**
   * The whole text of a file.
   *
   * @return empty, after adding a fault, when it can't be read
   */
  public static Optional<String> text(Path file, Faults faults) {
    try {
      return Optional.of(Files.readString(file));
    } catch (NoSuchFileException e) {
      faults.add(file, 0, "does not exist. Write it, or correct the name of what is meant.");
    } catch (IOException e) {
      faults.add(file, 0, "can't be read: " + e.getClass().getSimpleName() + ". Is it there?");
    }
    return Optional.empty();
  }

  /**
   * The top of a document that has been read.
   *
   * @param file as {@link Fault#name} names it
   * @return empty, after adding a fault, when it is not YAML or is empty
   */
  public static Optional<YamlNode> read(String file, String text, Faults faults) {
    try {
      Optional<Node> top = new Compose(SETTINGS).composeString(text);
      if (top.isEmpty()) {
        faults.add(file, 0, "is empty. Write it or remove it.");
      }
      return top.map(node -> new YamlNode(file, "", node, faults));
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
      faults.add(file, line, "is not YAML: " + e.getProblem() + ".");
    } catch (YamlEngineException e) {
      faults.add(file, 0, "is not YAML: " + e.getMessage() + ".");
    }
    return Optional.empty();
  }
}

package io.bactrian.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A node of a YAML file. When a value is not of the kind asked for, adds a fault with file and line
 * and returns a harmless value, so that the rest can still be read. For one thread.
 */
public final class YamlNode {
  private final String file;
  private final String path;
  private final Node node;
  private final int line;
  private final Faults faults;
  private Map<String, YamlNode> entries;

  YamlNode(String file, String path, Node node, Faults faults) {
    this(file, path, node, line(node), faults);
  }

  private YamlNode(String file, String path, Node node, int line, Faults faults) {
    this.file = file;
    this.path = path;
    this.node = node;
    this.line = line;
    this.faults = faults;
  }

  public String file() {
    return file;
  }

  private static int line(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
  }

  /** Counted from 1; of an entry that of its key. */
  public int line() {
    return line;
  }

  public boolean isMap() {
    return node instanceof MappingNode;
  }

  /** Whether it is a text, number or flag, or absent. */
  public boolean isScalar() {
    return node instanceof ScalarNode;
  }

  /** Nothing, or {@code null} without quotes. */
  public boolean isNull() {
    return node.getTag().equals(Tag.NULL);
  }

  public void fault(String message) {
    faults.add(file, line, path.isEmpty() ? message : "`" + path + "` " + message);
  }

  /** The entries in the order of the file; none at all counts as an empty map. */
  public Map<String, YamlNode> entries() {
    if (entries == null) {
      entries = new LinkedHashMap<>();
      if (node instanceof MappingNode map) {
        map.getValue().forEach(this::enter);
      } else if (!isNull()) {
        fault("must be a map (`key: value`).");
      }
    }
    return entries;
  }

  private void enter(NodeTuple tuple) {
    if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
      fault("has a key that is not a plain word.");
      return;
    }
    String name = key.getValue();
    YamlNode value = new YamlNode(file, below(name), tuple.getValueNode(), line(key), faults);
    YamlNode first = entries.putIfAbsent(name, value);
    if (first != null) {
      value.fault("stands here again, first in line " + first.line() + ". Keep one of them.");
    }
  }

  private String below(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /** Adds a fault for each key that is not one of these. */
  public YamlNode allow(String... keys) {
    entries()
        .forEach(
            (key, value) -> {
              if (!List.of(keys).contains(key)) {
                faults.add(
                    file,
                    value.line(),
                    unknown("key", key, List.of(keys))
                        + (path.isEmpty() ? "" : " in `" + path + "`")
                        + ".");
              }
            });
    return this;
  }

  /** {@code unknown table `itm`, nearest known: `item`}. */
  public static String unknown(String kind, String word, Collection<String> known) {
    String nearest =
        nearest(word, known).map(candidate -> ", nearest known: `" + candidate + "`").orElse("");
    return "unknown " + kind + " `" + word + "`" + nearest;
  }

  /** The known word that was most likely meant. */
  public static Optional<String> nearest(String word, Collection<String> known) {
    return Nearest.of(word, known);
  }

  public Optional<YamlNode> get(String key) {
    return Optional.ofNullable(entries().get(key));
  }

  /** The entry, or a fault saying that it is missing. */
  public Optional<YamlNode> require(String key) {
    Optional<YamlNode> entry = get(key);
    if (entry.isEmpty()) {
      fault("needs `" + key + "`.");
    }
    return entry;
  }

  /** The text as written; null for nothing and, with a fault, for maps and lists. */
  public String text() {
    if (node instanceof ScalarNode scalar) {
      return isNull() ? null : scalar.getValue();
    }
    fault("must be a single value.");
    return null;
  }

  /** A text that is there; empty, with a fault, when it is not. */
  public String word() {
    String text = text();
    if (isScalar() && (text == null || text.isEmpty())) {
      fault("must not be empty.");
    }
    return text == null ? "" : text;
  }

  /** One of the given words, else a fault and the first of them. */
  public String oneOf(List<String> words) {
    String word = word();
    if (words.contains(word)) {
      return word;
    }
    if (!word.isEmpty()) {
      fault(unknown("word", word, words) + ". Use one of " + String.join(", ", words) + ".");
    }
    return words.get(0);
  }

  /** {@code true} or {@code false}, else a fault and false. */
  public boolean flag() {
    return oneOf(List.of("false", "true")).equals("true");
  }

  /** Converts the text with the function; adds a fault and returns the fallback when that fails. */
  public <T> T as(String what, Function<String, T> function, T fallback) {
    String word = word();
    try {
      return word.isEmpty() ? fallback : function.apply(word);
    } catch (IllegalArgumentException | ArithmeticException e) {
      fault("must be " + what + ".");
      return fallback;
    }
  }

  /**
   * An object of the named class, made by its public constructor without parameters; empty, and a
   * fault, when there is none.
   */
  public <T> Optional<T> instance(Class<T> type) {
    String name = word();
    try {
      Object made =
          Class.forName(name, true, Thread.currentThread().getContextClassLoader())
              .getConstructor()
              .newInstance();
      if (type.isInstance(made)) {
        return Optional.of(type.cast(made));
      }
      fault("`" + name + "` does not implement " + type.getName() + ".");
    } catch (ClassNotFoundException e) {
      fault(
          "there is no class `"
              + name
              + "`. Put its jar into `lib/` beside the command `bactrian`.");
    } catch (ReflectiveOperationException | LinkageError e) {
      fault(
          "`%s` can't be made (%s). It needs a public constructor without parameters."
              .formatted(name, e.getClass().getSimpleName()));
    }
    return Optional.empty();
  }

  /** The members of a list; none at all counts as an empty list, a single value as one member. */
  public List<YamlNode> items() {
    if (node instanceof SequenceNode list) {
      List<YamlNode> items = new ArrayList<>();
      for (Node item : list.getValue()) {
        items.add(new YamlNode(file, path, item, faults));
      }
      return items;
    }
    return isNull() ? List.of() : List.of(this);
  }

  /** The members of a list as texts. */
  public List<String> texts() {
    return items().stream().map(YamlNode::text).toList();
  }
}

package io.bactrian.documentation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The pages that users read, and what stands in them as code. */
public final class Pages {
  private static final Pattern CODE =
      Pattern.compile(
          "^```\\w*\\n(?<block>.*?)^```|`(?<span>[^`]+)`", Pattern.DOTALL | Pattern.MULTILINE);

  private Pages() {}

  /** All of the repository. */
  public static List<Path> all() throws IOException {
    return files(Path.of(""), ".md");
  }

  /** Those that say how things are now; a decision or a change may name what has gone. */
  public static List<Path> present() throws IOException {
    return all().stream()
        .filter(page -> !page.startsWith("docs/decisions") && !page.endsWith("CHANGELOG.md"))
        .toList();
  }

  /** All files below a folder whose names end so, without what is built or hidden. */
  public static List<Path> files(Path folder, String end) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(end))
          .filter(file -> !file.startsWith("target"))
          .filter(file -> !file.toString().startsWith("."))
          .toList();
    }
  }

  /** Each piece of code: what is in back-ticks, and each line of a block, continued ones whole. */
  public static List<String> code(String text) {
    List<String> code = new ArrayList<>();
    Matcher matcher = CODE.matcher(text);
    while (matcher.find()) {
      if (matcher.group("block") == null) {
        code.add(matcher.group("span").replaceAll("\\s+", " "));
      } else {
        code.addAll(matcher.group("block").replaceAll("\\\\\\n\\s*", " ").lines().toList());
      }
    }
    return code;
  }
}

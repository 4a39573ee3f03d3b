package io.bactrian.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.database.dialect.Dialect;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The page counts right, and leaves out nothing of a dialect; its links are {@link LinksTest}'s.
 */
class ExtendingTest {
  private static final Path PAGE = Path.of("docs/extending.md");
  private static final Pattern ROW =
      Pattern.compile(
          "^\\| (?<what>an? [^|]+) \\| (?<files>[^|]+) \\| (?<count>\\d+) \\|", Pattern.MULTILINE);
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)]+)\\)");

  @Test
  void each_row_names_as_many_files_as_it_counts() throws Exception {
    List<String> wrong = new ArrayList<>();
    int rows = 0;
    Matcher row = ROW.matcher(Files.readString(PAGE));
    while (row.find()) {
      rows++;
      List<Path> files =
          LINK.matcher(row.group("files"))
              .results()
              .map(link -> PAGE.resolveSibling(link.group(1)).normalize())
              .distinct()
              .toList();
      if (files.size() != Integer.parseInt(row.group("count"))
          || !files.stream().allMatch(Files::isRegularFile)) {
        wrong.add(row.group("what") + ": " + row.group("count") + ", but " + files);
      }
    }
    assertThat(rows).isEqualTo(11);
    assertThat(wrong).isEmpty();
  }

  @Test
  void each_part_of_a_dialect_stands_in_it() throws Exception {
    String page = Files.readString(PAGE);
    for (Class<?> part : Dialect.class.getInterfaces()) {
      assertThat(page).contains("[" + part.getSimpleName() + "](");
    }
    for (Method method : Dialect.class.getDeclaredMethods()) {
      if (method.isSynthetic()) {
        continue; // the body of a lambda
      }
      Class<?> part = method.getReturnType();
      boolean ofItsOwn = part.getPackage() == Dialect.class.getPackage();
      String named = ofItsOwn ? "[" + part.getSimpleName() + "](" : "`" + method.getName() + "`";
      assertThat(page).contains(named);
    }
  }
}

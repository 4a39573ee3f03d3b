package io.bactrian.transform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the documentation shows stands in files that other tests read. */
class DocumentationTest {
  /** Those in a list, indented, are read by other tests. */
  private static final Pattern BLOCK =
      Pattern.compile("^```yaml\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);

  private static final Pattern RECIPE =
      Pattern.compile("^\\| [^|`]+ \\| `(\\w+: .+)` \\|$", Pattern.MULTILINE);

  @ParameterizedTest
  @CsvSource({
    "transformers/README.md, transformers/office-to-shop.yaml, 7",
    "conflict-rules/README.md, conflict-rules/shop.yaml, 6",
    "docs/tables.md, site/tables.yaml site/placed.yaml, 2"
  })
  void every_example_stands_in_a_file(String page, String files, int blocks) throws IOException {
    String text = Files.readString(Path.of(page));
    String example = "";
    for (String file : files.split(" ")) {
      example += Files.readString(Examples.file(file));
    }
    String all = example;
    List<String> found = BLOCK.matcher(text).results().map(match -> match.group(1)).toList();
    assertThat(found).hasSize(blocks).allSatisfy(block -> assertThat(all).contains(block));
    RECIPE
        .matcher(text)
        .results()
        .forEach(match -> assertThat(all).contains("    " + match.group(1) + "\n"));
  }
}

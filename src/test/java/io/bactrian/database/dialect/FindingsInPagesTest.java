package io.bactrian.database.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page of what databases can do has a line for each thing that check can find. */
class FindingsInPagesTest {
  private static final Pattern LINE =
      Pattern.compile("(?m)^\\| `([A-Z_]+)` \\| (fault|note)\\b[^|]*\\| [^|]{5,} \\|$");

  @Test
  void every_finding_is_explained_as_the_fault_or_note_that_it_is() throws Exception {
    Map<String, String> explained =
        LINE.matcher(Files.readString(Path.of("docs/databases.md")))
            .results()
            .collect(Collectors.toMap(line -> line.group(1), line -> line.group(2)));
    assertThat(explained)
        .isEqualTo(
            Arrays.stream(Finding.Kind.values())
                .collect(Collectors.toMap(Enum::name, kind -> kind.fault() ? "fault" : "note")));
  }
}

package io.bactrian.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** From page to page without an end in nowhere. */
class LinksTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]*)(?:#([^)\\s]+))?\\)");
  private static final Pattern HEADING = Pattern.compile("^#+ (.+)$", Pattern.MULTILINE);

  @Test
  void every_link_leads_to_a_file_and_a_heading_that_are_there() throws Exception {
    List<String> dead = new ArrayList<>();
    int followed = 0;
    for (Path page : Pages.all()) {
      Matcher link = LINK.matcher(Files.readString(page));
      while (link.find()) {
        if (link.group(1).matches("[a-z]+:.*")) {
          continue;
        }
        followed++;
        Path target =
            link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1)).normalize();
        boolean there =
            Files.exists(target)
                && (link.group(2) == null || anchors(target).contains(link.group(2)));
        if (!there) {
          dead.add(page + ": " + link.group());
        }
      }
    }
    assertThat(followed).isGreaterThan(60);
    assertThat(dead).isEmpty();
  }

  /** As GitHub makes them of headings. */
  private static List<String> anchors(Path page) throws Exception {
    return HEADING
        .matcher(Files.readString(page))
        .results()
        .map(match -> match.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\w\\- ]", "").replace(' ', '-'))
        .toList();
  }

  @Test
  void every_decision_is_listed_in_the_order_of_its_number() throws Exception {
    Path folder = Path.of("docs/decisions");
    List<String> listed =
        LINK.matcher(Files.readString(folder.resolve("README.md")))
            .results()
            .map(match -> match.group(1))
            .filter(name -> name.matches("\\d{4}-.*"))
            .toList();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(listed)
          .containsExactlyElementsOf(
              files
                  .map(file -> file.getFileName().toString())
                  .filter(name -> name.matches("\\d{4}-.*"))
                  .sorted()
                  .toList());
    }
  }
}

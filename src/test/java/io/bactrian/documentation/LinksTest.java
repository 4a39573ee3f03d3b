package io.bactrian.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** From page to page without an end in nowhere. */
class LinksTest {
  @Test
  void every_link_leads_to_a_file_and_a_heading_that_are_there() throws Exception {
    Links links = Links.of(Pages.all());
    assertThat(links.followed()).isGreaterThan(60);
    assertThat(links.dead()).isEmpty();
  }

  @Test
  void every_decision_is_listed_in_the_order_of_its_number() throws Exception {
    Path folder = Path.of("docs/decisions");
    List<String> listed =
        Links.LINK
            .matcher(Files.readString(folder.resolve("README.md")))
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

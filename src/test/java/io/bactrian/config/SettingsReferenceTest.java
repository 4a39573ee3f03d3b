package io.bactrian.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SettingsReferenceTest {
  private static final Path REFERENCE = Path.of("docs/configuration.md");

  @Test
  void the_reference_says_what_the_declarations_say() throws Exception {
    if (Boolean.getBoolean("update-docs")) {
      Files.writeString(REFERENCE, SettingsReference.text());
    }
    assertThat(Files.readString(REFERENCE).replace("\r\n", "\n"))
        .as("docs/configuration.md; rewrite it by -Dupdate-docs=true")
        .isEqualTo(SettingsReference.text());
  }

  @Test
  void every_example_and_default_can_be_used() throws Exception {
    for (Setting<?> setting :
        Stream.concat(Settings.SITE.stream(), Settings.PARTNER.stream()).toList()) {
      String example = setting.example().replace("<site.id>", "c42");
      assertThat(setting.type().parse(example)).as(setting.key()).isNotNull();
    }
  }
}

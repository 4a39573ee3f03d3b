package io.bactrian.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.documentation.Pages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A page names no setting that is not there. */
class SettingsInPagesTest {
  private static final Set<String> KEYS =
      Stream.concat(Settings.SITE.stream(), Settings.PARTNER.stream())
          .map(Setting::key)
          .collect(Collectors.toSet());

  /** As a whole, or before its value. */
  private static final Pattern SETTING =
      Pattern.compile(
          "^(?:%s)\\.[\\w.<>*-]+(?= *=|$)"
              .formatted(
                  KEYS.stream()
                      .filter(key -> key.contains("."))
                      .map(key -> key.substring(0, key.indexOf('.')))
                      .distinct()
                      .collect(Collectors.joining("|"))));

  @Test
  void every_setting_that_a_page_names_exists() throws Exception {
    List<String> found = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    for (Path page : Pages.present()) {
      for (String code : Pages.code(Files.readString(page))) {
        SETTING
            .matcher(code)
            .results()
            .map(match -> match.group())
            .peek(found::add)
            .filter(key -> !exists(key))
            .forEach(key -> unknown.add(page + ": " + key));
      }
    }
    assertThat(found).hasSizeGreaterThan(80);
    assertThat(unknown).as("settings that pages name and nobody declares").isEmpty();
  }

  private static boolean exists(String key) {
    if (key.endsWith("*")) {
      return KEYS.stream().anyMatch(known -> known.startsWith(key.substring(0, key.length() - 1)));
    }
    return KEYS.contains(key.replaceFirst("^partner\\.[\\w<>-]+\\.", "partner.<id>."));
  }
}

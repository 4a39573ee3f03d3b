package io.bactrian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.documentation.Pages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** No page, and no message of the product, advises a command or an option that is not there. */
class CommandsInPagesTest {
  private static final Pattern COMMAND =
      Pattern.compile("(?<![\\w@.:-])(?:\\S*/)?bactrian((?: +[^\\s&|;#>()`]+)+)");
  private static final Pattern WORD = Pattern.compile("[a-z]+");
  private static final Pattern OPTION = Pattern.compile("--[a-z-]+");

  /** In sources, what is in back-ticks. */
  private static final Pattern ADVICE = Pattern.compile("`(bactrian [^`\"]+)`");

  private final CommandLine bactrian = Main.commandLine(Map.of());
  private final List<String> unknown = new ArrayList<>();
  private int seen;

  @Test
  void every_command_that_a_page_names_exists_with_its_options() throws Exception {
    for (Path page : Pages.present()) {
      for (String code : Pages.code(Files.readString(page))) {
        COMMAND.matcher(code).results().forEach(match -> check(page, match.group(1)));
      }
    }
    assertThat(seen).isGreaterThan(80);
    assertThat(unknown).isEmpty();
  }

  @Test
  void every_command_that_the_product_advises_exists_with_its_options() throws Exception {
    for (Path source :
        Stream.concat(
                Pages.files(Path.of("src/main"), ".java").stream(),
                Pages.files(Path.of("routes"), ".yaml").stream())
            .toList()) {
      Matcher advice = ADVICE.matcher(Files.readString(source));
      while (advice.find()) {
        check(source, advice.group(1).substring("bactrian".length()));
      }
    }
    assertThat(seen).isGreaterThan(40);
    assertThat(unknown).isEmpty();
  }

  private void check(Path page, String words) {
    CommandLine command = bactrian;
    boolean named = false;
    for (String word : words.strip().split(" +")) {
      if (OPTION.matcher(word).lookingAt()) {
        Matcher option = OPTION.matcher(word);
        if (option.lookingAt() && command.getCommandSpec().findOption(option.group()) == null) {
          unknown.add("%s: bactrian%s: option %s".formatted(page, words, option.group()));
        }
      } else if (!command.getSubcommands().isEmpty() && WORD.matcher(word).matches()) {
        named = true;
        command = command.getSubcommands().get(word);
        if (command == null) {
          unknown.add("%s: bactrian%s: command %s".formatted(page, words, word));
          return;
        }
      } else if (!named) {
        return;
      }
    }
    seen++;
  }
}

package io.bactrian.cli;

import io.bactrian.config.SiteConfiguration;
import io.bactrian.decide.QuestionKind;
import io.bactrian.decide.Selection;
import io.bactrian.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Mix-in of commands that work on a part of the list of conflicts. */
final class SelectionOptions {
  private static final Pattern AGE = Pattern.compile("(\\d{1,6}) ?(min|h|d)");

  @Option(names = "--table", paramLabel = "TABLE", description = "Only of this table.")
  private String table;

  @Option(names = "--partner", paramLabel = "PARTNER", description = "Only with this spoke.")
  private String partner;

  @Option(names = "--kind", description = "Only of this kind: ${COMPLETION-CANDIDATES}.")
  private QuestionKind kind;

  @Option(names = "--key", paramLabel = "KEY", description = "Only of this row, as listed.")
  private String key;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Only those whose reason contains this, as in unique or update/update.")
  private String reason;

  @Option(
      names = "--older",
      paramLabel = "AGE",
      description = "Only from before that long ago: 30min, 12h, 3d.")
  private String older;

  boolean none() {
    return Stream.of(table, partner, kind, key, reason, older).allMatch(part -> part == null);
  }

  Selection of(SiteConfiguration site, Instant now) {
    if (partner != null) {
      PartnerOf.require(site, partner);
    }
    Instant before = older == null ? null : now.minus(age(older));
    return new Selection(kind, partner, table, key, reason, before);
  }

  private static Duration age(String text) {
    Matcher matcher = AGE.matcher(text);
    if (!matcher.matches()) {
      throw Problem.of("`--older %s` is no age.", text)
          .follows("Nothing was done.")
          .toDo("Say a whole number and one of min, h, d, as in 12h.")
          .exception();
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "d" -> Duration.ofDays(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofMinutes(number);
    };
  }
}

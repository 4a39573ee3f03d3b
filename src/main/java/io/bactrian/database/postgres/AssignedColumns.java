package io.bactrian.database.postgres;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The columns of the row it fires on that a trigger function changes, as far as its text says.
 * Immutable.
 *
 * @param columns columns to which it assigns
 * @param defaults columns to which it assigns only if they have no value
 * @param others whether it may change others, too
 */
record AssignedColumns(Set<String> columns, Set<String> defaults, boolean others) {
  private static final String NAME = "(?<column>\"(?:[^\"]|\"\")+\"|[\\p{L}_][\\p{L}\\p{N}_$]*)";
  private static final String MEMBER = "(?<new>\\bnew)\\s*\\.\\s*" + NAME;

  /** Comments, and texts, in which a word has no meaning. */
  private static final Pattern SILENT =
      Pattern.compile(
          "--[^\\n]*|/\\*.*?\\*/|'(?:[^']|'')*'|\\$(\\w*)\\$.*?\\$\\1\\$", Pattern.DOTALL);

  /** An {@code =} is an assignment only at the beginning of a statement. */
  private static final List<Pattern> ASSIGNMENTS =
      List.of(
          pattern(MEMBER + "\\s*(?:\\[[^\\]]*\\]\\s*)*:="),
          pattern("(?:;|\\bbegin|\\bthen|\\belse|\\bloop)\\s*" + MEMBER + "\\s*="),
          pattern("(?<!\\binsert\\s{1,9})\\binto\\s+(?:strict\\s+)?" + MEMBER));

  private static final List<Pattern> WHOLE_ROW =
      List.of(
          pattern("\\bnew\\s*:="),
          pattern("(?:;|\\bbegin|\\bthen|\\belse|\\bloop)\\s*new\\s*="),
          pattern("(?<!\\binsert\\s{1,9})\\binto\\s+(?:strict\\s+)?new\\b(?!\\s*\\.)"),
          pattern("(?<!\\binsert\\s{1,9})\\binto\\s[^;()]*,\\s*new\\b"),
          pattern("\\balias\\s+for\\s+new\\b"),
          pattern(
              "\\breturn\\s+(?!(?:new|old|null|coalesce\\s*\\(\\s*new\\s*,\\s*old\\s*\\))\\s*;)\\S"));

  private static final AssignedColumns NONE = new AssignedColumns(Set.of(), Set.of(), false);

  /** The columns that it may change. */
  Stream<String> all() {
    return Stream.concat(columns.stream(), defaults.stream());
  }

  private static Pattern pattern(String regex) {
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  }

  /**
   * Of a function in any language.
   *
   * @param source its text; for one that is compiled, its name
   * @param arguments of the trigger
   */
  static AssignedColumns of(String language, String source, List<String> arguments) {
    return language.equals("plpgsql") ? ofPlpgsql(source) : ofCompiled(source, arguments);
  }

  private static AssignedColumns ofPlpgsql(String source) {
    String text = SILENT.matcher(source).replaceAll(" ");
    Set<String> always = new LinkedHashSet<>();
    Set<String> defaults = new LinkedHashSet<>();
    for (Pattern assignment : ASSIGNMENTS) {
      Matcher matcher = assignment.matcher(text);
      while (matcher.find()) {
        boolean given = isDefault(text, matcher);
        (given ? defaults : always).add(name(matcher.group("column")));
      }
    }
    defaults.removeAll(always);
    return new AssignedColumns(
        always, defaults, WHOLE_ROW.stream().anyMatch(whole -> whole.matcher(text).find()));
  }

  /** Whether it assigns only if the column has no value. */
  private static boolean isDefault(String text, Matcher assignment) {
    String column = "new\\s*\\.\\s*" + Pattern.quote(assignment.group("column")) + "\\s*";
    String before = text.substring(0, assignment.start("new"));
    String after = text.substring(assignment.end());
    return pattern("\\bif\\s+" + column + "is\\s+null\\s+then\\s*$").matcher(before).find()
        || pattern("coalesce\\s*\\(\\s*" + column + ",").matcher(after.strip()).lookingAt();
  }

  private static String name(String written) {
    return written.startsWith("\"")
        ? written.substring(1, written.length() - 1).replace("\"\"", "\"")
        : written.toLowerCase(Locale.ROOT);
  }

  /** Those that come with PostgreSQL are known. */
  private static AssignedColumns ofCompiled(String source, List<String> arguments) {
    return switch (source) {
      case "moddatetime", "insert_username", "tsvector_update_trigger_byid" ->
          new AssignedColumns(
              Set.copyOf(arguments.subList(0, Math.min(1, arguments.size()))), Set.of(), false);
      case "suppress_redundant_updates_trigger" -> NONE;
      default -> new AssignedColumns(Set.of(), Set.of(), true);
    };
  }
}

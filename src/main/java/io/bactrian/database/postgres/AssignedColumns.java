package io.bactrian.database.postgres;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The columns of the row it fires on that a trigger function changes, as far as its text says.
 * Immutable.
 *
 * @param columns columns to which it assigns
 * @param others whether it may change others, too
 */
record AssignedColumns(Set<String> columns, boolean others) {
  private static final String NAME = "(\"(?:[^\"]|\"\")+\"|[\\p{L}_][\\p{L}\\p{N}_$]*)";
  private static final String MEMBER = "\\bnew\\s*\\.\\s*" + NAME;

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

  private static final AssignedColumns NONE = new AssignedColumns(Set.of(), false);

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
    Set<String> columns = new LinkedHashSet<>();
    for (Pattern assignment : ASSIGNMENTS) {
      Matcher matcher = assignment.matcher(text);
      while (matcher.find()) {
        columns.add(name(matcher.group(1)));
      }
    }
    return new AssignedColumns(
        columns, WHOLE_ROW.stream().anyMatch(whole -> whole.matcher(text).find()));
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
              Set.copyOf(arguments.subList(0, Math.min(1, arguments.size()))), false);
      case "suppress_redundant_updates_trigger" -> NONE;
      default -> new AssignedColumns(Set.of(), true);
    };
  }
}

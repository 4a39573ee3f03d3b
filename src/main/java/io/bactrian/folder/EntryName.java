package io.bactrian.folder;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Classifies names of entries in a partner's folder; the partner may have chosen any. Pure. */
final class EntryName {
  private static final Pattern DOCUMENT =
      Pattern.compile(".+\\.xml(\\.gz)?", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /** Files that operating systems leave on removable disks and shares, in lower case. */
  private static final Set<String> LITTER =
      Set.of(
          "thumbs.db",
          "ehthumbs.db",
          "desktop.ini",
          "autorun.inf",
          "system volume information",
          "$recycle.bin",
          "recycler",
          "lost+found",
          "@eadir");

  /** Suffixes that copying programs use until a file is complete. */
  private static final Pattern PARTIAL =
      Pattern.compile(".*\\.(part|partial|filepart|crdownload|tmp|temp)", Pattern.DOTALL);

  /** Bytes; leaves room for additions to a name. */
  private static final int LONGEST = 200;

  private static final int SHOWN = 100;

  private EntryName() {}

  /** Whether it is the name of a changeset. */
  static boolean isDocument(Path name) {
    return DOCUMENT.matcher(name.toString()).matches();
  }

  /** Whether to ignore the file. */
  static boolean isLitter(Path name) {
    String text = name.toString().toLowerCase(Locale.ROOT);
    return text.startsWith(".")
        || text.startsWith("~$")
        || LITTER.contains(text)
        || PARTIAL.matcher(text).matches();
  }

  /** Why the name can't be used, or null. */
  static String fault(Path name) {
    String text = name.toString();
    if (text.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
      return "Its name is longer than " + LONGEST + " bytes.";
    }
    return text.codePoints().allMatch(EntryName::isPlain) && isDecodable(name)
        ? null
        : "Its name contains bytes that are no characters, or characters that can't be shown.";
  }

  private static boolean isDecodable(Path name) {
    try {
      return Path.of(name.toString()).equals(name);
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /** A backslash separates folders on other systems. */
  private static boolean isPlain(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> c != '\\' && c != '\uFFFD';
    };
  }

  /**
   * The name, without characters that can't be shown or are not allowed in names on every system.
   */
  static String safe(Path name) {
    StringBuilder safe = new StringBuilder();
    name.toString()
        .codePoints()
        .map(c -> Character.isLetterOrDigit(c) || " ._-()+=,@~#".indexOf(c) >= 0 ? c : '_')
        .map(c -> c == '\uFFFD' ? '_' : c)
        .forEach(safe::appendCodePoint);
    if (safe.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST) {
      return safe.toString();
    }
    int end =
        safe.offsetByCodePoints(0, Math.min(SHOWN / 2, safe.codePointCount(0, safe.length())));
    return safe.substring(0, end) + "~" + suffix(safe.toString());
  }

  /** The suffix of a document's name, which stays at the end when something is added. */
  static String suffix(String name) {
    String text = name.toLowerCase(Locale.ROOT);
    int length = text.endsWith(".xml.gz") ? 7 : text.endsWith(".xml") ? 4 : 0;
    return name.substring(name.length() - length);
  }
}

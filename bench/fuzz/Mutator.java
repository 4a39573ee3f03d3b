package fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Changes documents: as bytes, as text, and as XML. What comes out depends on the random numbers alone. For one thread. */
final class Mutator {
  private static final Pattern ATTRIBUTE = Pattern.compile("([\\w:]+)=(\"[^\"]*\")");
  private static final Pattern VALUE = Pattern.compile("<(v)(?: escaped=\"true\")?>([^<]*)</v>");
  private static final Pattern LEAF = Pattern.compile("<(\\w+)[^<>]*?(?:/>|>[^<]*</\\1>)");
  private static final Pattern BLOCK =
      Pattern.compile("<(insert|update|delete|verdict|present|transaction|table|before|after|key|row)\\b[^<>]*?>.*?</\\1>", Pattern.DOTALL);
  private static final Pattern TAG = Pattern.compile("</?\\w+");
  private static final List<String> NAMES = List.of("changeset", "table", "column", "transaction", "insert", "update", "delete", "before", "after", "verdict", "key", "row", "present", "request", "marker", "v", "n", "s");
  private static final List<String> NUMBERS =
      List.of("0", "-0", "-1", "1", "+1", "01", "2", "127", "128", "32767", "32768", "65536", "2147483647", "2147483648", "-2147483649", "4294967296", "9223372036854775807", "9223372036854775808",
          "-9223372036854775808", "99999999999999999999999999", "10000000001", "1.5", "1e9", "1E+999999999", "1e-999999999", "NaN", "Infinity", "-Infinity", "0x10", "٣", " 1", "1 ", "");
  private static final List<String> TEXTS =
      List.of("", " ", "null", "true", "false", "TRUE", "t", "2026-02-30", "0000-00-00", "-infinity", "infinity", "294276-12-31", "294277-01-01", "10000-01-01", "0001-01-01 BC", "24:00:00", "23:59:60", "25:00",
          "2026-01-01 00:00:00+00", "2026-01-01 00:00:00+99", "2026-01-01T00:00:00Z", "2026-01-01 00:00:00.1234567890123", "P1Y", "P-1Y2M3DT4H5M6.7S", "PT9999999999999999H", "P", "1 day", "{1,2}", "{", "{{1},{2,3}}",
          "{\"a\":{}}", "[", "{\"a\":1e400}", "\"\\u0000\"", "00ff", "0", "zz", "\\x00", "00000000-0000-0000-0000-000000000000", "{00000000-0000-0000-0000-000000000000}", "c1", "c2", "c3", "f1", "hq", "C1", "' or 1=1; --",
          "${body}", "${file:/etc/passwd}", "{{changelog.uri}}", "../../x", "%s%n", "\\u0041", "\\", "&#0;", "&#xD800;", "&#x10FFFF;", "&#x202E;", "&lt;", "&x;", "😀", "e\u0301", "\u202e", "\uFFFE", "]]>", "<![CDATA[x]]>", "<n/>",
          "TEXT", "BINARY", "item", "line", "kinds", "id", "site", "INSERT", "LOAD", "OFFER", "CHECK");

  private final Random random;
  private final List<byte[]> corpus;

  Mutator(Random random, List<byte[]> corpus) {
    this.random = random;
    this.corpus = corpus;
  }

  byte[] any() {
    return corpus.get(random.nextInt(corpus.size()));
  }

  /** One to six changes of all kinds. */
  byte[] document(byte[] xml) {
    byte[] result = xml;
    int times = 1 + random.nextInt(random.nextInt(6) + 1);
    for (int i = 0; i < times; i++) {
      result = random.nextInt(4) == 0 ? bytes(result) : text(result);
    }
    return result;
  }

  /** So that it stays well-formed more often than not: values, attributes, whole elements. */
  byte[] sound(byte[] xml) {
    String text = new String(xml, StandardCharsets.UTF_8);
    int times = 1 + random.nextInt(4);
    for (int i = 0; i < times; i++) {
      text = switch (random.nextInt(8)) {
        case 0, 1, 2 -> value(text);
        case 3 -> attribute(text);
        case 4 -> block(text);
        case 5 -> elementAt(text);
        case 6 -> swapped(text);
        default -> value(value(text));
      };
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }

  byte[] bytes(byte[] from) {
    byte[] bytes = from.length == 0 ? new byte[] {0} : from.clone();
    int at = random.nextInt(bytes.length);
    int length = Math.min(bytes.length - at, 1 + random.nextInt(1 + random.nextInt(64)));
    return switch (random.nextInt(9)) {
      case 0 -> {
        bytes[at] ^= (byte) (1 << random.nextInt(8));
        yield bytes;
      }
      case 1 -> {
        bytes[at] = (byte) random.nextInt(256);
        yield bytes;
      }
      case 2 -> Arrays.copyOf(bytes, at);
      case 3 -> spliced(bytes, at, at + length, new byte[0]);
      case 4 -> spliced(bytes, at, at, Arrays.copyOfRange(bytes, at, at + length));
      case 5 -> {
        byte[] other = any();
        int begin = random.nextInt(Math.max(1, other.length));
        yield spliced(bytes, at, at, Arrays.copyOfRange(other, begin, Math.min(other.length, begin + 1 + random.nextInt(300))));
      }
      case 6 -> {
        byte[] noise = new byte[1 + random.nextInt(16)];
        random.nextBytes(noise);
        yield spliced(bytes, at, at, noise);
      }
      case 7 -> {
        byte[] other = any();
        yield spliced(bytes, at, bytes.length, Arrays.copyOfRange(other, Math.min(at, other.length), other.length));
      }
      default -> {
        bytes[at] = (byte) "<>&\"'/ \0\r\n\t".charAt(random.nextInt(11));
        yield bytes;
      }
    };
  }

  static byte[] spliced(byte[] bytes, int from, int to, byte[] with) {
    byte[] result = new byte[from + with.length + bytes.length - to];
    System.arraycopy(bytes, 0, result, 0, from);
    System.arraycopy(with, 0, result, from, with.length);
    System.arraycopy(bytes, to, result, from + with.length, bytes.length - to);
    return result;
  }

  private byte[] text(byte[] xml) {
    String text = new String(xml, StandardCharsets.UTF_8);
    String result = switch (random.nextInt(14)) {
      case 0, 1, 2 -> attribute(text);
      case 3, 4 -> value(text);
      case 5 -> block(text);
      case 6 -> elementAt(text);
      case 7 -> swapped(text);
      case 8 -> renamed(text);
      case 9 -> nested(text);
      case 10 -> prologue(text);
      case 11 -> repeated(text);
      case 12 -> replace(text, TAG, m -> m.group() + " " + List.of("a=\"1\"", "xmlns=\"x\"", "xmlns:x=\"urn:bactrian:changeset:1\"", "escaped=\"true\"", "table=\"1\"", "a=\"1\" ".repeat(20)).get(random.nextInt(6)));
      default -> Character.toString(random.nextInt(0x250)) + text;
    };
    return result.getBytes(StandardCharsets.UTF_8);
  }

  /** At the first place after a random one. */
  private String replace(String text, Pattern pattern, java.util.function.Function<Matcher, String> with) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find(random.nextInt(text.length() + 1)) && !matcher.find(0)) {
      return text;
    }
    String by = with.apply(matcher);
    return text.substring(0, matcher.start()) + by + text.substring(matcher.end());
  }

  private String interesting() {
    return switch (random.nextInt(16)) {
      case 5 -> random.ints(1 + random.nextInt(6_000), 0x21, 0x3a).collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString().replace("\"", "").replace("&", "");
      case 0, 1, 2, 6, 7 -> NUMBERS.get(random.nextInt(NUMBERS.size()));
      case 3 -> Integer.toString(random.nextInt(100));
      case 4 -> "x".repeat(random.nextInt(20_000));
      default -> TEXTS.get(random.nextInt(TEXTS.size()));
    };
  }

  private String attribute(String text) {
    return replace(text, ATTRIBUTE, m -> random.nextInt(12) == 0 ? "" : m.group(1) + "=\"" + (random.nextInt(3) == 0 ? NUMBERS.get(random.nextInt(NUMBERS.size())) : interesting()) + "\"");
  }

  private String value(String text) {
    return replace(text, VALUE, m -> switch (random.nextInt(8)) {
      case 0 -> "<n/>";
      case 1 -> "<s/>";
      case 2 -> "<v escaped=\"true\">" + List.of("\\u0000", "\\ud800", "\\udc00x", "\\ufffe", "\\u001b[2J", "\\\\", "\\u00").get(random.nextInt(7)) + m.group(2) + "</v>";
      default -> "<v>" + interesting() + "</v>";
    });
  }

  private String block(String text) {
    return replace(text, BLOCK, m -> random.nextInt(3) == 0 ? "" : m.group().repeat(2 + random.nextInt(1 + random.nextInt(20))));
  }

  private String elementAt(String text) {
    return replace(text, LEAF, m -> switch (random.nextInt(4)) {
      case 0 -> "";
      case 1 -> m.group() + m.group();
      case 2 -> "<request what=\"" + List.of("LOAD", "OFFER", "CHECK").get(random.nextInt(3)) + "\" restart=\"" + random.nextBoolean() + "\" number=\"" + random.nextInt(9) + "\"/>" + m.group();
      default -> m.group() + "<marker incarnation=\"" + NUMBERS.get(random.nextInt(NUMBERS.size())) + "\" number=\"" + NUMBERS.get(random.nextInt(NUMBERS.size())) + "\"/>";
    });
  }

  /** A block of another document in the place of one of this. */
  private String swapped(String text) {
    Matcher other = BLOCK.matcher(new String(any(), StandardCharsets.UTF_8));
    String block = "";
    for (int i = random.nextInt(8); i >= 0 && other.find(); i--) {
      block = other.group();
    }
    String with = block;
    return replace(text, BLOCK, m -> with);
  }

  private String renamed(String text) {
    return replace(text, TAG, m -> m.group().replaceFirst("\\w+", NAMES.get(random.nextInt(NAMES.size()))));
  }

  private String nested(String text) {
    int depth = 1 << random.nextInt(15);
    String name = NAMES.get(random.nextInt(NAMES.size()));
    return replace(text, LEAF, m -> ("<" + name + ">").repeat(depth) + m.group() + (random.nextBoolean() ? ("</" + name + ">").repeat(depth) : ""));
  }

  private String prologue(String text) {
    String head = List.of("<?xml version=\"1.1\"?>", "<?xml version=\"1.0\" encoding=\"UTF-16\"?>", "<?xml version=\"1.0\" encoding=\"" + "x".repeat(5000) + "\"?>", "<?xml version=\"1.0\" standalone=\"no\"?>", "\uFEFF", "<?pi x?>", "<!-- c -->",
        "<!DOCTYPE changeset [<!ENTITY x \"y\">]>", "<!DOCTYPE changeset SYSTEM \"file:///etc/passwd\">", "<!DOCTYPE c [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY x \"&b;&b;&b;\">]>", "<!DOCTYPE " + "(".repeat(9000), "  \n").get(random.nextInt(12));
    return random.nextBoolean() ? head + text : text.replaceFirst("<\\?xml[^>]*>", Matcher.quoteReplacement(head));
  }

  private String repeated(String text) {
    int at = random.nextInt(text.length() + 1);
    int end = Math.min(text.length(), at + 1 + random.nextInt(40));
    return text.substring(0, end) + text.substring(at, end).repeat(random.nextInt(1 << random.nextInt(13))) + text.substring(end);
  }
}

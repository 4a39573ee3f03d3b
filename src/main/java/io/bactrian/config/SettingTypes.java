package io.bactrian.config;

import io.bactrian.changeset.Header;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.quartz.CronExpression;

/** The types of settings that are not quantities. */
final class SettingTypes {
  static final Pattern ID = Header.SITE_ID;
  static final String SECRET = "secret";
  private static final Pattern SYSTEM = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,39}");
  private static final Pattern JDBC = Pattern.compile("jdbc:[a-z0-9]+:.+");
  private static final Pattern MONGODB = Pattern.compile("mongodb(\\+srv)?://.+");
  private static final Pattern MONGODB_NAME = Pattern.compile("[A-Za-z0-9_-]{1,60}");
  private static final Pattern CAMEL_URI = Pattern.compile("[a-z][a-z0-9+.-]*:.+");
  private static final Pattern LISTEN =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([A-Za-z0-9.-]+)):(\\d{1,5})");

  private SettingTypes() {}

  static SettingType<String> text() {
    return new SettingType<>("text", "", true, text -> text);
  }

  static SettingType<String> folder() {
    return new SettingType<>("folder", "", true, SettingTypes::checkedFolder);
  }

  static SettingType<Secret> secret() {
    return new SettingType<>(SECRET, "", false, Secret::new);
  }

  static SettingType<String> id() {
    return matching(
        "id", ID, true, "is not an id: a lower-case letter, then up to 39 letters, digits and `-`");
  }

  /** Becomes part of a file name ({@code transformers/a-to-b.yaml}). */
  static SettingType<String> system() {
    return matching(
        "name",
        SYSTEM,
        true,
        "is not a name of a system: a letter, then up to 39 letters, digits, `_` and `-`");
  }

  static SettingType<String> jdbcUrl() {
    return matching("JDBC URL", JDBC, false, "is not a JDBC URL: it begins with `jdbc:`");
  }

  static SettingType<String> changelogUri() {
    return new SettingType<>(
        "`embedded` or MongoDB URI",
        "",
        false,
        text -> {
          if (text.equals("embedded") || MONGODB.matcher(text).matches()) {
            return text;
          }
          throw new UnusableValueException(
              "is neither `embedded` nor a MongoDB URI, which begins with `mongodb://`");
        });
  }

  static SettingType<String> mongoName() {
    return matching(
        "name", MONGODB_NAME, true, "is not a database's name: up to 60 letters, digits, `_`, `-`");
  }

  static SettingType<String> camelUri() {
    return new SettingType<>(
        "Camel URI",
        "",
        false,
        text -> {
          if (!CAMEL_URI.matcher(text).matches()) {
            throw new UnusableValueException(
                "is not a Camel URI: it begins with a scheme, as in `file:out`");
          }
          checkedFolder(FileUri.folder(text));
          return text;
        });
  }

  static SettingType<Role> role() {
    return new SettingType<>(
        "`hub` or `spoke`",
        "",
        true,
        text ->
            switch (text) {
              case "hub" -> Role.HUB;
              case "spoke" -> Role.SPOKE;
              default -> throw new UnusableValueException("is neither `hub` nor `spoke`");
            });
  }

  static SettingType<Start> start() {
    return new SettingType<>(
        "`log`, `load` or `equal`",
        "",
        true,
        text ->
            switch (text) {
              case "log" -> Start.LOG;
              case "load" -> Start.LOAD;
              case "equal" -> Start.EQUAL;
              default -> throw new UnusableValueException("is none of `log`, `load` and `equal`");
            });
  }

  static SettingType<Boolean> flag() {
    return new SettingType<>(
        "`true` or `false`",
        "",
        true,
        text ->
            switch (text) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new UnusableValueException("is neither `true` nor `false`");
            });
  }

  static SettingType<Authentication> authentication() {
    return new SettingType<>(
        "`token` or `none`",
        "",
        true,
        text ->
            switch (text) {
              case "token" -> Authentication.TOKEN;
              case "none" -> Authentication.NONE;
              default -> throw new UnusableValueException("is neither `token` nor `none`");
            });
  }

  static SettingType<Integer> count(String unit, int least, int most) {
    return new SettingType<>(
        String.format(Locale.ROOT, "whole number, %d to %d", least, most),
        unit,
        true,
        text -> {
          long number = text.matches("\\d{1,10}") ? Long.parseLong(text) : -1;
          if (number < least || number > most) {
            throw new UnusableValueException(
                String.format(Locale.ROOT, "is not a whole number from %d to %d", least, most));
          }
          return (int) number;
        });
  }

  static SettingType<Listen> listen() {
    return new SettingType<>(
        "host:port",
        "",
        true,
        text -> {
          Matcher matcher = LISTEN.matcher(text);
          int port = matcher.matches() ? Integer.parseInt(matcher.group(3)) : 0;
          if (port < 1 || port > 65535) {
            throw new UnusableValueException(
                "is not host:port, with a port from 1 to 65535, as in `127.0.0.1:8080`");
          }
          return new Listen(matcher.group(1) == null ? matcher.group(2) : matcher.group(1), port);
        });
  }

  static SettingType<URI> httpsAddress() {
    return new SettingType<>(
        "https address",
        "",
        true,
        text -> {
          try {
            URI address = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            if ("https".equals(address.getScheme())
                && address.getHost() != null
                && address.getRawPath().isEmpty()
                && address.getRawQuery() == null
                && address.getRawUserInfo() == null) {
              return address;
            }
          } catch (URISyntaxException e) {
            // refused below
          }
          throw new UnusableValueException(
              "is not https://host or https://host:port, without a path");
        });
  }

  static SettingType<String> cron() {
    return new SettingType<>(
        "Quartz cron",
        "second minute hour day month weekday",
        true,
        text -> {
          try {
            CronExpression.validateExpression(text);
            return text;
          } catch (ParseException e) {
            throw new UnusableValueException(
                "is not a Quartz cron expression (" + e.getMessage() + ")");
          }
        });
  }

  /** Uses the machine's time zone unless another is set. */
  static SettingType<Schedule> schedule() {
    return new SettingType<>(
        "Quartz crons",
        "second minute hour day month weekday; …",
        true,
        text -> Schedule.parse(text, ZoneId.systemDefault()));
  }

  static SettingType<ZoneId> zone() {
    return new SettingType<>(
        "time zone",
        "",
        true,
        text -> {
          try {
            return ZoneId.of(text);
          } catch (DateTimeException e) {
            throw new UnusableValueException("is not a time zone");
          }
        });
  }

  private static String checkedFolder(String text) throws UnusableValueException {
    try {
      Path.of(text);
      return text;
    } catch (InvalidPathException e) {
      throw new UnusableValueException("does not name a folder");
    }
  }

  private static SettingType<String> matching(
      String name, Pattern pattern, boolean shown, String otherwise) {
    return new SettingType<>(
        name,
        "",
        shown,
        text -> {
          if (pattern.matcher(text).matches()) {
            return text;
          }
          throw new UnusableValueException(otherwise);
        });
  }
}

package io.bactrian.config;

import java.util.List;

/** Writes the reference of all settings from their declarations. */
final class SettingsReference {
  private static final String START =
      """
      # Configuration

      <!-- Generated from io.bactrian.config.Settings. After a change there:
           ./mvnw -q test -Dtest=SettingsReferenceTest -Dupdate-docs=true -->

      A site is a folder. Its `application.properties` (UTF-8, the syntax of Java's properties files,
      in which a backslash is written `\\\\`) says who the site is and whom it talks to. Everything is
      checked before anything starts, and all faults are told at once, with their lines.

      A spoke with its hub reached by HTTP:

      ```properties
      site.id = c42
      site.role = spoke
      site.system = shop
      database.url = jdbc:postgresql://localhost/shop
      database.user = bactrian
      database.password = ${env:DATABASE_PASSWORD}
      partner.hq.system = office
      partner.hq.endpoint = https://hq.example/bactrian/exchange
      partner.hq.token = ${file:hq.token}
      ```

      `${env:NAME}` takes a value, or a part of one, from the environment, `${file:path}` from a file
      (relative to the site folder; a line break at its end does not count). Camel's own expression
      `${file:name}` is written `$simple{file:name}` in an endpoint. Folders in `file:` endpoints are
      relative to the site folder, too.

      ## The site
      """;
  private static final String PARTNERS =
      """

      ## Its partners

      `<id>` is the partner's own `site.id`. A spoke has exactly one partner, its hub; a hub has any
      number. A partner that is reached by HTTP needs at the hub `exchange.listen` and no endpoint, at
      the spoke an `http(s)` endpoint and no source. Every other partner needs both, endpoint and
      source.
      """;

  private SettingsReference() {}

  static String text() {
    StringBuilder text = new StringBuilder(START);
    table(text, Settings.SITE);
    text.append(PARTNERS);
    table(text, Settings.PARTNER);
    return text.toString();
  }

  private static void table(StringBuilder text, List<Setting<?>> settings) {
    text.append("\n| setting | value | default | what for |\n| --- | --- | --- | --- |\n");
    for (Setting<?> setting : settings) {
      text.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(setting.key(), value(setting), fallback(setting), purpose(setting)));
    }
  }

  private static String value(Setting<?> setting) {
    String unit = setting.type().unit();
    return setting.type().name() + (unit.isEmpty() ? "" : " (" + unit + ")");
  }

  private static String fallback(Setting<?> setting) {
    if (setting.fallback() != null) {
      return "`" + setting.fallback() + "`";
    }
    return setting.required() ? "**required**" : "none";
  }

  private static String purpose(Setting<?> setting) {
    boolean told = setting.example().equals(setting.fallback());
    return setting.description() + (told ? "" : " Example: `" + setting.example() + "`");
  }
}

package io.bactrian.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A site folder of a test, with one file of settings. */
final class SiteFolder {
  static final String SPOKE =
      """
      site.id = c42
      site.role = spoke
      site.system = shop
      database.url = jdbc:h2:mem:shop
      partner.hq.system = office
      partner.hq.endpoint = https://hq.example/bactrian/exchange
      partner.hq.token = nD4xT7qLw2Zk9Vb5Rm8Ys3
      """;
  static final String HUB =
      """
      site.id = hq
      site.role = hub
      site.system = office
      database.url = jdbc:h2:mem:office
      partner.c42.system = shop
      """;

  final Path path;

  SiteFolder(Path path) {
    this.path = path;
  }

  SiteFolder write(String name, String text) {
    try {
      Files.writeString(path.resolve(name), text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  SiteConfiguration read(String settings) {
    return read(settings, Map.of());
  }

  SiteConfiguration read(String settings, Map<String, String> environment) {
    write(SiteConfiguration.FILE, settings);
    return SiteConfiguration.read(path, environment);
  }

  /** Each fault as "line: message". */
  List<String> faults(String settings) {
    ConfigurationException refused =
        catchThrowableOfType(ConfigurationException.class, () -> read(settings));
    return refused == null
        ? List.of()
        : refused.faults().stream().map(fault -> fault.line() + ": " + fault.message()).toList();
  }
}

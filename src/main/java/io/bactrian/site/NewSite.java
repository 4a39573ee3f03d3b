package io.bactrian.site;

import io.bactrian.changeset.Schema;
import io.bactrian.config.ConfigurationException;
import io.bactrian.config.Role;
import io.bactrian.config.SiteConfiguration;
import io.bactrian.config.YamlFile;
import io.bactrian.database.Catalog;
import io.bactrian.database.Dialect;
import io.bactrian.transform.SchemaFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A site folder to be written from a live database, so that there is something true to edit.
 *
 * @param listen at a hub that spokes reach by HTTP
 */
public record NewSite(
    String id,
    Role role,
    String system,
    Login login,
    String changelog,
    Optional<String> listen,
    List<Partner> partners) {

  /**
   * How to reach the database.
   *
   * @param passwordVariable name of the environment variable with the password
   */
  public record Login(String url, Optional<String> user, Optional<String> passwordVariable) {}

  /** Another site; an endpoint that is no {@code http:} address is one that takes documents. */
  public record Partner(String id, String system, Optional<String> endpoint) {

    /** Reads {@code ID[:SYSTEM][=ENDPOINT]}. */
    public static Partner parse(String text, String sameSystem) {
      int equals = text.indexOf('=');
      String names = equals < 0 ? text : text.substring(0, equals);
      int colon = names.indexOf(':');
      return new Partner(
          colon < 0 ? names : names.substring(0, colon),
          colon < 0 ? sameSystem : names.substring(colon + 1),
          equals < 0 ? Optional.empty() : Optional.of(text.substring(equals + 1)));
    }
  }

  /**
   * Writes what is not there yet.
   *
   * @return the files written
   * @throws IllegalStateException when the database can't be reached or has no table with a key
   */
  public List<Path> write(Path path) {
    SiteFolder folder = new SiteFolder(path.toAbsolutePath().normalize());
    List<Path> written = new ArrayList<>();
    try {
      Files.createDirectories(folder.path());
      Path settings = folder.path().resolve(SiteConfiguration.FILE);
      write(settings, properties(), written);
      Schema schema = readSchema(settings, !written.isEmpty());
      write(folder.tables(), tables(schema), written);
      Path shape = folder.schema(system);
      Files.createDirectories(shape.getParent());
      if (!Files.exists(shape)) {
        SchemaFile.write(schema, shape);
        written.add(shape);
      }
      for (Partner partner : partners) {
        write(folder.mapping(partner.system(), system), mapping(partner.system(), system), written);
        if (role == Role.HUB) {
          write(
              folder.mapping(system, partner.system()), mapping(system, partner.system()), written);
        }
      }
      if (role == Role.HUB) {
        write(folder.rules().resolve(system + ".yaml"), rules(schema), written);
      }
      return written;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Site folder %s not written whole (%s). What is there is sound. Check permissions and the disk, and run it again."
              .formatted(folder.path(), e.getMessage()),
          e);
    }
  }

  private static void write(Path file, String text, List<Path> written) throws IOException {
    if (!Files.exists(file)) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      written.add(file);
    }
  }

  /**
   * @param fresh the settings were written just now: when they are of no use they go again, so that
   *     the same command with other options is not held up by them
   */
  private Schema readSchema(Path settings, boolean fresh) throws IOException {
    try {
      return readSchema(SiteConfiguration.read(settings.getParent()));
    } catch (IllegalStateException | ConfigurationException e) {
      if (!fresh) {
        throw e;
      }
      Files.delete(settings);
      throw new IllegalStateException(
          e.getMessage() + " The settings were not kept: repeat `bactrian init` with others.", e);
    }
  }

  private Schema readSchema(SiteConfiguration configuration) {
    try (Connection connection = SiteDatabase.connect(configuration)) {
      Schema schema = Catalog.read(connection, Dialect.of(connection), null, Map.of());
      if (schema.tables().isEmpty()) {
        throw new IllegalStateException(
            "Site folder not written whole: %s has no table with a primary key. Create the tables first, or name the right database."
                .formatted(login.url()));
      }
      return schema;
    } catch (SQLException e) {
      throw new IllegalStateException(
          "Site folder not written whole: the tables of %s can't be read (%s)."
              .formatted(login.url(), e.getMessage()),
          e);
    }
  }

  private String properties() {
    StringBuilder text = new StringBuilder();
    line(text, "site.id", id);
    line(text, "site.role", role.name().toLowerCase(java.util.Locale.ROOT));
    line(text, "site.system", system);
    line(text, "database.url", login.url());
    login.user().ifPresent(user -> line(text, "database.user", user));
    login
        .passwordVariable()
        .ifPresent(name -> line(text, "database.password", "${env:" + name + "}"));
    line(text, "changelog.uri", changelog);
    listen.ifPresent(address -> line(text, "exchange.listen", address));
    for (Partner partner : partners) {
      String prefix = "partner." + partner.id() + ".";
      line(text, prefix + "system", partner.system());
      partner.endpoint().ifPresent(uri -> line(text, prefix + "endpoint", uri));
      if (partner.endpoint().filter(uri -> !uri.startsWith("http")).isPresent()) {
        line(text, prefix + "source", "file:inbox/" + partner.id() + "/new");
      }
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String key, String value) {
    text.append(key).append(" = ").append(value.replace("\\", "\\\\")).append('\n');
  }

  private String tables(Schema schema) {
    StringBuilder text = new StringBuilder("# The tables that are kept in step");
    text.append(role == Role.HUB ? ", and which sites see a row.\n" : ".\n").append("tables:\n");
    schema
        .tables()
        .keySet()
        .forEach(
            table ->
                text.append("  ")
                    .append(YamlFile.quoted(table))
                    .append(role == Role.HUB ? ": {destination: all}\n" : ": {}\n"));
    return text.toString();
  }

  private static String mapping(String from, String to) {
    return "version: 1\nfrom: %s\nto: %s\nidentity: true    # each table as it is; see transformers/README.md\n"
        .formatted(from, to);
  }

  private static String rules(Schema schema) {
    StringBuilder text =
        new StringBuilder(
            "# What holds when hub and spoke changed the same; see conflict-rules/README.md\n");
    text.append("version: 1\ntables:\n");
    schema
        .tables()
        .keySet()
        .forEach(
            table -> text.append("  ").append(YamlFile.quoted(table)).append(": {rule: hub}\n"));
    return text.toString();
  }
}

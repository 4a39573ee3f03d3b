package io.bactrian.install;

import io.bactrian.changeset.Schema;
import io.bactrian.changeset.SystemVersion;
import io.bactrian.config.ConfigurationException;
import io.bactrian.config.Fault;
import io.bactrian.config.Listen;
import io.bactrian.config.ManyFaultsException;
import io.bactrian.config.Role;
import io.bactrian.config.SiteConfiguration;
import io.bactrian.config.YamlFile;
import io.bactrian.database.Catalog;
import io.bactrian.database.Dialects;
import io.bactrian.file.OwnerOnly;
import io.bactrian.problem.Problem;
import io.bactrian.site.SiteDatabase;
import io.bactrian.site.SiteFolder;
import io.bactrian.transform.SchemaFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes the folder of a new site from a live database, as a correct start to edit.
 *
 * @param listen at a hub that spokes reach by HTTP
 * @param tokens for the partners that exchange over HTTP
 */
public record NewSite(
    String id,
    Role role,
    String system,
    Login login,
    String changelog,
    Optional<String> listen,
    List<Partner> partners,
    NewTokens tokens) {

  /**
   * How to reach the database.
   *
   * @param passwordVariable name of the environment variable with the password
   */
  public record Login(String url, Optional<String> user, Optional<String> passwordVariable) {}

  /** Another site. An endpoint that is not an {@code http:} address receives documents. */
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

  /** Files that were written, and files that existed and were left unchanged. */
  public record Outcome(List<Path> written, List<Path> kept) {}

  /**
   * Writes the files that are missing; nothing when the settings are faulty or the database can't
   * be read.
   *
   * @throws io.bactrian.problem.ProblemException when the database can't be reached or has no table
   *     with a key, or the folder is another site's; nothing is written then
   */
  public Outcome write(Path path) {
    SiteFolder folder = new SiteFolder(path.toAbsolutePath().normalize());
    Outcome outcome = new Outcome(new ArrayList<>(), new ArrayList<>());
    try {
      Schema schema = prepare(folder, outcome);
      write(folder.tables(), tables(schema), outcome);
      SystemVersion own = new SystemVersion(system, 0);
      Path shape = folder.schema(own);
      OwnerOnly.folder(shape.getParent());
      boolean there = Files.exists(shape);
      if (!there) {
        SchemaFile.write(schema, shape);
      }
      (there ? outcome.kept() : outcome.written()).add(shape);
      for (String system : partners.stream().map(Partner::system).distinct().toList()) {
        SystemVersion theirs = new SystemVersion(system, 0);
        write(folder.mapping(theirs, own), mapping(theirs, own), outcome);
        if (role == Role.HUB && !theirs.equals(own)) {
          write(folder.mapping(own, theirs), mapping(own, theirs), outcome);
        }
      }
      if (role == Role.HUB) {
        write(folder.rules().resolve(system + ".yaml"), rules(schema), outcome);
      }
      return outcome;
    } catch (IOException e) {
      throw Problem.of("Site folder %s not written whole (%s).", folder.path(), e)
          .follows("What is there is sound.")
          .toDo("Check permissions and the disk, and run it again.")
          .exception(e);
    }
  }

  /** Writes the settings, or checks that existing ones are this site's, and reads the tables. */
  private Schema prepare(SiteFolder folder, Outcome outcome) throws IOException {
    Path settings = folder.path().resolve(SiteConfiguration.FILE);
    boolean newSettings = !Files.exists(settings);
    boolean newFolder = !Files.exists(folder.path());
    OwnerOnly.folder(folder.path());
    write(settings, properties(), outcome);
    boolean sound = false;
    List<Path> secrets = new ArrayList<>();
    try {
      if (newSettings) {
        for (Partner partner : partners) {
          if (byHttp(partner)) {
            tokens
                .write(folder.path(), partner.id(), role == Role.HUB, loopback(partner))
                .ifPresent(secrets::add);
          }
        }
        outcome.written().addAll(secrets);
      }
      SiteConfiguration configuration = SiteConfiguration.read(folder.path());
      requireSame(configuration, settings);
      Schema schema = readSchema(configuration);
      sound = true;
      return schema;
    } catch (ConfigurationException e) {
      throw newSettings ? unsound(e) : e;
    } finally {
      if (newSettings && !sound) {
        Files.deleteIfExists(settings);
        for (Path secret : secrets) {
          Files.deleteIfExists(secret);
        }
        if (newFolder && isEmpty(folder.path())) {
          Files.deleteIfExists(folder.path());
        }
      }
    }
  }

  /** It may not be empty: an embedded database may have created its file there. */
  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  /** Reports the faults of the file that the options would give as faults of the options. */
  private static ManyFaultsException unsound(ConfigurationException e) {
    return new ManyFaultsException(
        e.faults().stream().map(Fault::message).toList(),
        "No site folder was written. Correct the options and run it again.",
        e);
  }

  private void requireSame(SiteConfiguration there, Path settings) {
    boolean same =
        there.site().id().equals(id)
            && there.site().role() == role
            && there.site().system().equals(system)
            && there.partners().stream()
                .map(partner -> partner.id() + ':' + partner.system())
                .collect(Collectors.toSet())
                .equals(
                    partners.stream()
                        .map(partner -> partner.id() + ':' + partner.system())
                        .collect(Collectors.toSet()));
    if (!same) {
      throw Problem.of(
              "%s is there already and is not what the options say: it is site %s (%s, system %s) with partners %s.",
              settings,
              there.site().id(),
              there.site().role().name().toLowerCase(Locale.ROOT),
              there.site().system(),
              there.partners().stream().map(SiteConfiguration.Partner::id).toList())
          .follows("Nothing was written.")
          .toDo("Name another folder by --site, or edit the file.")
          .exception();
    }
  }

  private static void write(Path file, String text, Outcome outcome) throws IOException {
    if (Files.exists(file)) {
      outcome.kept().add(file);
    } else {
      OwnerOnly.folder(file.getParent());
      OwnerOnly.write(file, text);
      outcome.written().add(file);
    }
  }

  private Schema readSchema(SiteConfiguration configuration) {
    try (Connection connection = SiteDatabase.connect(configuration)) {
      Schema schema = Catalog.read(connection, Dialects.of(connection), null, Map.of());
      if (schema.tables().isEmpty()) {
        throw Problem.of("Database %s has no table with a primary key.", place())
            .follows("No site folder was written.")
            .toDo("Create the tables first, or name the right database.")
            .exception();
      }
      return schema;
    } catch (SQLException e) {
      throw Problem.of("The tables of %s can't be read (%s).", place(), e.getMessage())
          .follows("No site folder was written.")
          .toDo("The user must be allowed to read the catalog.")
          .exception(e);
    }
  }

  /** URL of the database without its parameters, which may contain a password. */
  private String place() {
    return login.url().replaceFirst("[?;].*", "");
  }

  private String properties() {
    StringBuilder text = new StringBuilder();
    line(text, "site.id", id);
    line(text, "site.role", role.name().toLowerCase(Locale.ROOT));
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
      text.append(role == Role.HUB ? prefix + "start = load\n" : "");
      partner.endpoint().ifPresent(uri -> line(text, prefix + "endpoint", uri));
      if (partner.endpoint().filter(uri -> !uri.startsWith("http")).isPresent()) {
        line(text, prefix + "source", "file:inbox/" + partner.id() + "/new");
      } else if (byHttp(partner)) {
        String address = partner.endpoint().or(() -> listen).orElseThrow();
        text.append(tokens.lines(partner.id(), address, loopback(partner)));
      }
    }
    return text.toString();
  }

  /** A hub's partner without an endpoint calls the hub; a spoke calls its hub's endpoint. */
  private boolean byHttp(Partner partner) {
    return role == Role.HUB
        ? partner.endpoint().isEmpty() && listen.isPresent()
        : partner.endpoint().filter(uri -> uri.startsWith("http")).isPresent();
  }

  private boolean loopback(Partner partner) {
    return Listen.onLoopback(partner.endpoint().orElse("http://" + listen.orElse("")));
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

  private static String mapping(SystemVersion from, SystemVersion to) {
    return "version: 1\nfrom: %s\nto: %s\nidentity: true    # each table as it is; see transformers/README.md\n"
        .formatted(from, to);
  }

  private static String rules(Schema schema) {
    StringBuilder text =
        new StringBuilder(
            "# Which side wins when hub and spoke changed the same columns; see conflict-rules/README.md\n");
    text.append("version: 1\ntables:\n");
    schema
        .tables()
        .keySet()
        .forEach(
            table -> text.append("  ").append(YamlFile.quoted(table)).append(": {rule: hub}\n"));
    return text.toString();
  }
}

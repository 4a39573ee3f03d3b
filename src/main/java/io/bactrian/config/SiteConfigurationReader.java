package io.bactrian.config;

import static io.bactrian.config.SiteConfiguration.FILE;

import io.bactrian.changeset.SystemVersion;
import io.bactrian.config.PropertiesText.Entry;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the settings of one site folder and checks them. For one use. */
final class SiteConfigurationReader {
  private final Path folder;
  private final LineFaults faults;
  private final References references;
  private SettingReader settings;

  SiteConfigurationReader(Path folder, Map<String, String> environment) {
    this.folder = folder;
    this.faults = new LineFaults(folder.resolve(FILE));
    this.references = new References(environment, folder);
  }

  SiteConfiguration read() {
    List<Entry> entries = entries();
    KnownKeys.check(entries, faults);
    settings = new SettingReader(entries, references, faults);
    List<PartnerLines> partners = KnownKeys.partners(entries).stream().map(this::partner).toList();
    SiteChecks checks = new SiteChecks(settings, faults);
    String id = settings.value(Settings.ID);
    Role role = settings.value(Settings.ROLE);
    Optional<Listen> listen = settings.optional(ExchangeSettings.LISTEN);
    checks.partners(id, role, partners);
    checks.listening(role);
    checks.decisionFiles(role);
    new AuthenticationChecks(faults).all(role, listen, partners);
    partners.forEach(partner -> FolderChecks.check(partner, settings, faults));
    SiteConfiguration configuration = configuration(id, role, listen, partners, checks);
    faults.throwIfAny();
    return configuration;
  }

  private List<Entry> entries() {
    Path file = folder.resolve(FILE);
    try {
      String text = Files.readString(file);
      return PropertiesText.parse(text.startsWith("\uFEFF") ? text.substring(1) : text);
    } catch (IllegalArgumentException e) {
      faults.add(
          Integer.parseInt(e.getMessage()),
          "A backslash begins an escape here that is not one. Write `\\\\` for a backslash.");
    } catch (CharacterCodingException e) {
      faults.add(0, "The file is not UTF-8. Save it as UTF-8.");
    } catch (IOException e) {
      faults.add(
          0,
          Files.exists(file)
              ? "The file can't be read (" + e.getClass().getSimpleName() + "). Check its rights."
              : "The file does not exist. Each site folder has one; name the folder by `--site`.");
    }
    faults.throwIfAny();
    throw new IllegalStateException("unreachable: a file that could not be read is a fault");
  }

  private PartnerLines partner(String id) {
    Setting<String> endpoint = Settings.ENDPOINT.of(id);
    Setting<String> source = Settings.SOURCE.of(id);
    return new PartnerLines(
        new SiteConfiguration.Partner(
            id,
            settings.value(Settings.PARTNER_SYSTEM.of(id)),
            absolute(endpoint),
            absolute(source),
            settings.value(Settings.AUTHENTICATION.of(id)),
            settings.optional(Settings.TOKEN.of(id)),
            folder(Settings.DONE.of(id)),
            folder(Settings.REJECTED.of(id)),
            schedule(id),
            settings.value(Settings.START.of(id))),
        settings.firstLine("partner." + id + "."),
        settings.line(endpoint),
        settings.line(source),
        settings.line(Settings.AUTHENTICATION.of(id)),
        settings.line(Settings.TOKEN.of(id)));
  }

  private Optional<Schedule> schedule(String id) {
    Optional<Schedule> schedule = settings.optional(Settings.SCHEDULE.of(id));
    Setting<ZoneId> setting = Settings.SCHEDULE_ZONE.of(id);
    Optional<ZoneId> zone = settings.optional(setting);
    if (zone.isPresent() && settings.line(Settings.SCHEDULE.of(id)) == 0) {
      faults.add(
          settings.line(setting),
          "`%s` is for a partner with a schedule. Add `partner.%s.schedule`, or remove the line."
              .formatted(setting.key(), id));
    }
    return schedule.map(found -> zone.map(found::in).orElse(found));
  }

  private Optional<Path> folder(Setting<String> setting) {
    return settings.optional(setting).map(text -> folder.resolve(text).normalize());
  }

  private Optional<String> absolute(Setting<String> setting) {
    return settings.optional(setting).map(uri -> FileUri.absolute(uri, folder));
  }

  private SiteConfiguration configuration(
      String id,
      Role role,
      Optional<Listen> listen,
      List<PartnerLines> partners,
      SiteChecks checks) {
    return new SiteConfiguration(
        folder,
        new SiteConfiguration.Site(
            id,
            role,
            new SystemVersion(
                settings.value(Settings.SYSTEM), settings.optional(Settings.SCHEMA).orElse(0))),
        new SiteConfiguration.Database(
            settings.value(Settings.DATABASE_URL),
            settings.optional(Settings.DATABASE_USER),
            settings.optional(Settings.DATABASE_PASSWORD),
            settings.value(Settings.POOL_SIZE),
            settings.value(Settings.SILENCE)),
        new SiteConfiguration.ChangelogStore(
            settings.value(Settings.CHANGELOG_URI),
            settings.value(Settings.CHANGELOG_DATABASE.or("bactrian_" + id))),
        new SiteConfiguration.Capture(settings.value(Settings.CAPTURE_INTERVAL)),
        new SiteConfiguration.Changesets(
            settings.value(Settings.MAX_CHANGES),
            settings.value(Settings.MAX_SIZE),
            settings.value(Settings.MAX_VALUE),
            settings.value(Settings.LOCK_MOST)),
        new SiteConfiguration.Exchanges(listen, settings.value(ExchangeSettings.LONG_POLL), door()),
        web(checks),
        new SiteConfiguration.FileDelivery(
            settings.value(ExchangeSettings.FILES_INTERVAL),
            settings.value(ExchangeSettings.RESEND_AFTER),
            settings.value(ExchangeSettings.SETTLE)),
        new SiteConfiguration.DecisionFiles(
            folder(DecisionFileSettings.FOLDER), settings.value(DecisionFileSettings.INTERVAL)),
        new SiteConfiguration.Events(settings.value(EventSettings.KEEP)),
        new SiteConfiguration.Maintenance(
            settings.value(Settings.PURGE_SCHEDULE),
            settings.value(Settings.RETRY_INTERVAL),
            settings.value(Settings.RETRY_INTERVAL_MOST)),
        new SiteConfiguration.Records(
            Optional.ofNullable(settings.value(ConflictSettings.KEEP)),
            Optional.ofNullable(settings.value(ConflictSettings.KEEP_MOST)),
            folder.resolve(settings.value(ConflictSettings.ARCHIVE)).normalize()),
        new SiteConfiguration.Retry(
            settings.value(Settings.RETRY_FIRST), settings.value(Settings.RETRY_MOST)),
        limits(),
        new SiteConfiguration.Health(settings.value(Settings.HEALTH_INTERVAL)),
        routes(),
        partners.stream().map(PartnerLines::partner).toList(),
        new SiteConfiguration.Privacy(settings.value(Settings.STRICT), secrets()),
        checks.warnings());
  }

  private SiteConfiguration.Web web(SiteChecks checks) {
    Optional<Listen> listen = settings.optional(WebSettings.LISTEN);
    Optional<URI> address = settings.optional(WebSettings.ADDRESS);
    checks.web(listen, address);
    return new SiteConfiguration.Web(listen, address, settings.value(WebSettings.IDLE));
  }

  private SiteConfiguration.Limits limits() {
    return new SiteConfiguration.Limits(
        settings.value(LimitSettings.LOADS),
        settings.value(LimitSettings.EARLY_CHANGESETS),
        settings.value(LimitSettings.EARLY_SIZE),
        settings.value(LimitSettings.PARKED_CHANGES),
        settings.value(LimitSettings.PARKED_SIZE),
        settings.value(LimitSettings.CONFLICTS),
        settings.value(LimitSettings.CONFLICT_SIZE),
        settings.value(LimitSettings.OPEN_CONFLICTS));
  }

  private List<Path> secrets() {
    List<Path> files = new ArrayList<>(references.files());
    Path users = folder.resolve(SiteConfiguration.USERS);
    if (Files.exists(users)) {
      files.add(users);
    }
    if (settings.holdsSecret()) {
      files.add(0, folder.resolve(FILE));
    }
    return files;
  }

  private SiteConfiguration.Door door() {
    return new SiteConfiguration.Door(
        settings.value(ExchangeSettings.MAX_CONNECTIONS),
        settings.value(ExchangeSettings.MAX_STRANGERS),
        settings.value(ExchangeSettings.HEAD_TIME),
        settings.value(ExchangeSettings.IDLE_TIME),
        settings.value(ExchangeSettings.LEAST_RATE),
        settings.value(ExchangeSettings.MAX_BODY),
        settings.value(ExchangeSettings.MAX_BODIES));
  }

  /** The default folder may be absent; one that a setting names must exist. */
  private Optional<Path> routes() {
    Path routes = folder.resolve(settings.value(Settings.ROUTES)).normalize();
    if (Files.isDirectory(routes)) {
      return Optional.of(routes);
    }
    int line = settings.line(Settings.ROUTES);
    if (line > 0) {
      faults.add(
          line,
          "`routes`: there is no such folder in the site folder. Create it, or remove the line to"
              + " use the shipped routes.");
    }
    return Optional.empty();
  }
}

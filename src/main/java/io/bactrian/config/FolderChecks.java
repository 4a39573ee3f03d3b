package io.bactrian.config;

import java.nio.file.Path;
import java.util.Optional;

/** Checks the folders of a partner that is reached by files. Pure. */
final class FolderChecks {
  private FolderChecks() {}

  static void check(PartnerLines lines, SettingReader settings, LineFaults faults) {
    SiteConfiguration.Partner partner = lines.partner();
    options(partner.endpoint(), Settings.ENDPOINT.of(partner.id()), lines.endpoint(), faults);
    options(partner.source(), Settings.SOURCE.of(partner.id()), lines.source(), faults);
    Optional<Path> inbox = partner.source().flatMap(FileUri::path);
    place(partner.done(), Settings.DONE.of(partner.id()), inbox, settings, faults);
    place(partner.rejected(), Settings.REJECTED.of(partner.id()), inbox, settings, faults);
    if (partner.done().isPresent() && partner.done().equals(partner.rejected())) {
      Setting<String> rejected = Settings.REJECTED.of(partner.id());
      faults.add(
          settings.line(rejected),
          "`%s` is the folder for what was applied, too. Name another.".formatted(rejected.key()));
    }
  }

  /**
   * Refuses options: they are for Camel's file component, which follows links and is not used here.
   */
  private static void options(
      Optional<String> uri, Setting<String> setting, int line, LineFaults faults) {
    if (uri.filter(text -> FileUri.path(text).isPresent() && text.contains("?")).isPresent()) {
      faults.add(
          line,
          "`%s`: a folder takes no options. Remove the `?` and what follows it."
              .formatted(setting.key()));
    }
  }

  private static void place(
      Optional<Path> place,
      Setting<String> setting,
      Optional<Path> inbox,
      SettingReader settings,
      LineFaults faults) {
    if (place.isPresent() && inbox.isEmpty()) {
      faults.add(
          settings.line(setting),
          "`%s` is for a partner whose changesets arrive in a folder. Remove the line."
              .formatted(setting.key()));
    } else if (place.isPresent() && place.get().startsWith(inbox.get())) {
      faults.add(
          settings.line(setting),
          "`%s` lies in the folder where files arrive: they would be read again. Name one outside."
              .formatted(setting.key()));
    }
  }
}

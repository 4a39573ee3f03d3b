package io.bactrian.config;

import io.bactrian.config.PropertiesText.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds unknown keys, and the partners that keys name. */
final class KnownKeys {
  private static final Pattern PARTNER = Pattern.compile("partner\\.([^.]*)\\.(.*)");

  private KnownKeys() {}

  /** Ids of the partners, in the order in which the file names them; faulty ids are left out. */
  static List<String> partners(List<Entry> entries) {
    return entries.stream()
        .map(entry -> PARTNER.matcher(entry.key()))
        .filter(Matcher::matches)
        .map(matcher -> matcher.group(1))
        .filter(id -> SettingTypes.ID.matcher(id).matches())
        .distinct()
        .toList();
  }

  /** Records a fault for each key that is not a setting. */
  static void check(List<Entry> entries, LineFaults faults) {
    for (Entry entry : entries) {
      Matcher partner = PARTNER.matcher(entry.key());
      if (!partner.matches()) {
        known(entry, keys(Settings.SITE, ""), faults);
      } else if (SettingTypes.ID.matcher(partner.group(1)).matches()) {
        known(entry, keys(Settings.PARTNER, partner.group(1)), faults);
      } else {
        faults.add(
            entry.line(),
            "`%s`: `%s` is not an id of a partner: a lower-case letter, then up to 39 letters,"
                    .formatted(entry.key(), partner.group(1))
                + " digits and `-`. Write the partner's own `site.id`.");
      }
    }
  }

  private static List<String> keys(List<Setting<?>> settings, String partner) {
    return settings.stream().map(setting -> setting.of(partner).key()).toList();
  }

  private static void known(Entry entry, List<String> keys, LineFaults faults) {
    if (keys.contains(entry.key())) {
      return;
    }
    List<String> candidates = new ArrayList<>(keys);
    candidates.addAll(keys(Settings.PARTNER, Setting.PARTNER));
    String advice =
        Nearest.of(entry.key(), candidates)
            .map(near -> "Did you mean `" + near + "`?")
            .orElse("Remove the line; all settings stand in docs/configuration.md.");
    faults.add(entry.line(), "`" + entry.key() + "` is not a setting. " + advice);
  }
}

package io.bactrian.site;

import io.bactrian.changeset.Schema;
import io.bactrian.changeset.SystemVersion;
import io.bactrian.config.ConfigurationException;
import io.bactrian.config.Fault;
import io.bactrian.config.Faults;
import io.bactrian.config.Role;
import io.bactrian.config.SiteConfiguration;
import io.bactrian.config.SiteConfiguration.Partner;
import io.bactrian.conflict.Rules;
import io.bactrian.conflict.RulesFile;
import io.bactrian.conflict.RulesText;
import io.bactrian.destination.TrackedTables;
import io.bactrian.transform.Expressions;
import io.bactrian.transform.Mapping;
import io.bactrian.transform.MappingCheck;
import io.bactrian.transform.MappingFile;
import io.bactrian.transform.SchemaFile;
import io.bactrian.transform.VersionedMapping;
import io.bactrian.transform.VersionedMapping.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The mappings and rules of a site's folder, compiled. Immutable, thread-safe. */
public final class SiteMappings {
  private final RulesText rulesText;
  private final Rules rules;
  private final Set<String> blockingTables;
  private final Map<String, String> systems = new LinkedHashMap<>();
  private final Map<SystemVersion, Both> byKind = new TreeMap<>();

  /**
   * Both directions with partners of one kind.
   *
   * @param out null at a spoke, which never needs it
   */
  public record Both(Mapping in, Mapping out) {}

  /**
   * @throws ConfigurationException with the faults of all files at once
   */
  SiteMappings(
      SiteFolder folder,
      SystemVersion own,
      boolean hub,
      Schema tables,
      Expressions expressions,
      Iterable<Partner> partners) {
    Faults faults = new Faults();
    blockingTables =
        TrackedTables.read(folder.tables(), hub ? Role.HUB : Role.SPOKE, expressions, faults)
            .holding();
    rulesText = hub ? RulesText.of(folder.rules(), faults) : null;
    rules = hub ? RulesFile.read(rulesText, tables, expressions, faults) : null;
    partners.forEach(partner -> systems.put(partner.id(), partner.system()));
    for (String system : new TreeSet<>(systems.values())) {
      Map<SystemVersion, Version> versions = new TreeMap<>(Comparator.reverseOrder());
      for (SystemVersion kind : KnownVersions.of(folder, system, own, hub)) {
        Mapping in = MappingFile.read(folder.mapping(kind, own), tables, expressions, faults);
        boolean described = hub || Files.exists(folder.schema(kind));
        Schema theirs = kind.equals(own) ? tables : described ? schema(folder, kind, faults) : null;
        Mapping out =
            hub && theirs != null
                ? MappingFile.read(folder.mapping(own, kind), theirs, expressions, faults)
                : null;
        byKind.put(kind, new Both(in, out));
        if (theirs != null) {
          versions.put(kind, new Version(theirs, in));
        }
      }
      if (versions.size() > 1) {
        versions.forEach(
            (kind, version) ->
                byKind.computeIfPresent(
                    kind, (k, both) -> new Both(among(version, versions), both.out())));
      }
    }
    faults.throwIfAny();
  }

  private static Mapping among(Version own, Map<SystemVersion, Version> all) {
    return new VersionedMapping(
        own, all.values().stream().filter(version -> version != own).toList());
  }

  /** Checks the files without the tables; adds faults. */
  public static void checkAlone(
      SiteConfiguration configuration, SiteFolder folder, Expressions expressions, Faults faults) {
    SystemVersion own = configuration.site().kind();
    for (SystemVersion kind : kinds(configuration, folder)) {
      MappingFile.check(folder.mapping(kind, own), expressions, faults);
      if (configuration.isHub()) {
        MappingFile.check(folder.mapping(own, kind), expressions, faults);
      }
    }
  }

  /** The kinds of the partners' systems, in all versions that the folder knows. */
  private static Set<SystemVersion> kinds(SiteConfiguration configuration, SiteFolder folder) {
    Set<SystemVersion> kinds = new TreeSet<>();
    for (Partner partner : configuration.partners()) {
      kinds.addAll(
          KnownVersions.of(
              folder, partner.system(), configuration.site().kind(), configuration.isHub()));
    }
    return kinds;
  }

  /** At a hub, checks its rules against its tables; adds faults. */
  public static void checkRules(
      SiteConfiguration configuration,
      SiteFolder folder,
      Schema own,
      Expressions expressions,
      Faults faults) {
    if (configuration.isHub()) {
      RulesFile.readAll(folder.rules(), own, expressions, faults);
    }
  }

  /**
   * Checks the mappings against the schemas of both sides; adds faults, and a note for each mapping
   * that could not be checked.
   */
  public static void check(
      SiteConfiguration configuration,
      SiteFolder folder,
      Schema own,
      Expressions expressions,
      Faults faults,
      List<String> notes) {
    checkRules(configuration, folder, own, expressions, faults);
    SystemVersion here = configuration.site().kind();
    boolean hub = configuration.isHub();
    for (SystemVersion theirs : kinds(configuration, folder)) {
      Path in = folder.mapping(theirs, here);
      Path shape = folder.schema(theirs);
      if (!hub && !theirs.equals(here) && !Files.exists(shape)) {
        MappingFile.read(in, own, expressions, faults);
        notes.add(
            "%s: not compared with the tables of %s, whose shape is not here. The hub checks it; to check it here too, copy the hub's %s."
                .formatted(Fault.name(in), theirs, Fault.name(shape)));
        continue;
      }
      Schema other = theirs.equals(here) ? own : schema(folder, theirs, faults);
      if (other != null) {
        MappingCheck.check(in, other, own, expressions, faults);
        if (hub) {
          MappingCheck.check(folder.mapping(here, theirs), own, other, expressions, faults);
        }
      }
    }
  }

  /** Null, after adding a fault, when the file is absent or invalid. */
  private static Schema schema(SiteFolder folder, SystemVersion kind, Faults faults) {
    Path file = folder.schema(kind);
    if (!Files.exists(file)) {
      faults.add(
          file,
          0,
          "does not exist, so no mapping to or from `%s` can be compiled. `bactrian install` at a site of that system writes it: copy it here."
              .formatted(kind));
      return null;
    }
    Faults inFile = new Faults();
    Schema schema = SchemaFile.read(file, inFile);
    inFile.all().forEach(faults::add);
    return inFile.isEmpty() ? schema : null;
  }

  /** Own tables in which a refused row puts the whole stream on hold. */
  Set<String> blockingTables() {
    return blockingTables;
  }

  /** Files and folders that are read. */
  static List<Path> places(SiteFolder folder) {
    return List.of(folder.tables(), folder.transformers(), folder.rules(), folder.schemas());
  }

  /** The text of the rules; null at a spoke. */
  RulesText rulesText() {
    return rulesText;
  }

  /** Null at a spoke. */
  Rules rules() {
    return rules;
  }

  /** The mappings with a partner, by its id, in the first version of its schema that is known. */
  public Both with(String partner) {
    return byKind.get(known(partner).get(0));
  }

  /** The mappings with a partner in this version of its schema; empty when there are none. */
  Optional<Both> with(String partner, int schema) {
    return Optional.ofNullable(byKind.get(new SystemVersion(systems.get(partner), schema)));
  }

  /** The versions of a partner's schema for which there are mappings, in order; never empty. */
  List<SystemVersion> known(String partner) {
    String system = systems.get(partner);
    return byKind.keySet().stream().filter(kind -> kind.system().equals(system)).toList();
  }
}

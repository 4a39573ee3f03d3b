package io.bactrian.site;

import io.bactrian.changeset.Schema;
import io.bactrian.config.ConfigurationException;
import io.bactrian.config.Fault;
import io.bactrian.config.Faults;
import io.bactrian.config.Role;
import io.bactrian.config.SiteConfiguration;
import io.bactrian.config.SiteConfiguration.Partner;
import io.bactrian.conflict.Rules;
import io.bactrian.conflict.RulesFile;
import io.bactrian.destination.TrackedTables;
import io.bactrian.transform.Expressions;
import io.bactrian.transform.Mapping;
import io.bactrian.transform.MappingCheck;
import io.bactrian.transform.MappingFile;
import io.bactrian.transform.SchemaFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The mappings and rules of a site's folder, compiled. Immutable, thread-safe. */
public final class SiteMappings {
  private final Rules rules;
  private final Set<String> holding;
  private final Map<String, Both> byPartner = new LinkedHashMap<>();

  /**
   * Both directions with a partner.
   *
   * @param out null at a spoke, which never needs it
   */
  public record Both(Mapping in, Mapping out) {}

  /**
   * @throws ConfigurationException with the faults of all files at once
   */
  SiteMappings(
      SiteFolder folder,
      String system,
      boolean hub,
      Schema own,
      Expressions expressions,
      Iterable<Partner> partners) {
    Faults faults = new Faults();
    holding =
        TrackedTables.read(folder.tables(), hub ? Role.HUB : Role.SPOKE, expressions, faults)
            .holding();
    rules = hub ? RulesFile.readAll(folder.rules(), own, faults) : null;
    for (Partner partner : partners) {
      Mapping in =
          MappingFile.read(folder.mapping(partner.system(), system), own, expressions, faults);
      Mapping out = null;
      if (hub) {
        Schema theirs =
            partner.system().equals(system) ? own : schema(folder, partner.system(), faults);
        out =
            theirs == null
                ? null
                : MappingFile.read(
                    folder.mapping(system, partner.system()), theirs, expressions, faults);
      }
      byPartner.put(partner.id(), new Both(in, out));
    }
    faults.throwIfAny();
  }

  /** What the files say by themselves, whatever tables there are; adds what is wrong. */
  public static void checkAlone(
      SiteConfiguration configuration, SiteFolder folder, Expressions expressions, Faults faults) {
    String system = configuration.site().system();
    for (Partner partner : configuration.partners()) {
      MappingFile.check(folder.mapping(partner.system(), system), expressions, faults);
      if (configuration.site().role() == Role.HUB) {
        MappingFile.check(folder.mapping(system, partner.system()), expressions, faults);
      }
    }
  }

  /** At a hub, its rules against its tables. */
  public static void checkRules(
      SiteConfiguration configuration, SiteFolder folder, Schema own, Faults faults) {
    if (configuration.site().role() == Role.HUB) {
      RulesFile.readAll(folder.rules(), own, faults);
    }
  }

  /**
   * Holds what can be compared with the schemas of both sides; adds what is wrong to the faults,
   * and what could not be looked at to the notes.
   */
  public static void check(
      SiteConfiguration configuration,
      SiteFolder folder,
      Schema own,
      Expressions expressions,
      Faults faults,
      List<String> notes) {
    checkRules(configuration, folder, own, faults);
    String system = configuration.site().system();
    boolean hub = configuration.site().role() == Role.HUB;
    for (String theirs :
        configuration.partners().stream().map(Partner::system).distinct().toList()) {
      Path in = folder.mapping(theirs, system);
      Path shape = folder.schema(theirs);
      if (!hub && !theirs.equals(system) && !Files.exists(shape)) {
        MappingFile.read(in, own, expressions, faults);
        notes.add(
            "%s: not compared with the tables of %s, whose shape is not here. The hub checks it; to check it here too, copy the hub's %s."
                .formatted(Fault.name(in), theirs, Fault.name(shape)));
        continue;
      }
      Schema other = theirs.equals(system) ? own : schema(folder, theirs, faults);
      if (other != null) {
        MappingCheck.check(in, other, own, expressions, faults);
        if (hub) {
          MappingCheck.check(folder.mapping(system, theirs), own, other, expressions, faults);
        }
      }
    }
  }

  /** Null, and a fault, when it is not there or is none. */
  private static Schema schema(SiteFolder folder, String system, Faults faults) {
    Path file = folder.schema(system);
    if (!Files.exists(file)) {
      faults.add(
          file,
          0,
          "does not exist, so no mapping to or from `%s` can be compiled. `bactrian install` at a site of that system writes it: copy it here."
              .formatted(system));
      return null;
    }
    Faults ofIt = new Faults();
    Schema schema = SchemaFile.read(file, ofIt);
    ofIt.all().forEach(faults::add);
    return ofIt.isEmpty() ? schema : null;
  }

  /** Tables of ours of which a refused row holds its whole stream. */
  Set<String> holding() {
    return holding;
  }

  /** What is read, files and folders. */
  static List<Path> places(SiteFolder folder) {
    return List.of(
        folder.tables(), folder.path().resolve("transformers"), folder.rules(), folder.schemas());
  }

  Rules rules() {
    return rules;
  }

  /** The mappings with a partner, by its id. */
  public Both with(String partner) {
    return byPartner.get(partner);
  }
}

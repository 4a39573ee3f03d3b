package io.bactrian.site;

import io.bactrian.changeset.Schema;
import io.bactrian.config.ConfigurationException;
import io.bactrian.config.Faults;
import io.bactrian.config.Role;
import io.bactrian.config.SiteConfiguration;
import io.bactrian.config.SiteConfiguration.Partner;
import io.bactrian.conflict.Rules;
import io.bactrian.conflict.RulesFile;
import io.bactrian.transform.Expressions;
import io.bactrian.transform.Mapping;
import io.bactrian.transform.MappingCheck;
import io.bactrian.transform.MappingFile;
import io.bactrian.transform.SchemaFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The mappings and rules of a site's folder, compiled. Immutable, thread-safe. */
public final class SiteMappings {
  private final Rules rules;
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
    rules = hub ? RulesFile.readAll(folder.rules(), own, faults) : null;
    for (Partner partner : partners) {
      Mapping in =
          MappingFile.read(folder.mapping(partner.system(), system), own, expressions, faults);
      Mapping out = null;
      if (hub) {
        Schema theirs =
            partner.system().equals(system)
                ? own
                : SchemaFile.read(folder.schema(partner.system()), faults);
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

  /** Holds what can be held against the schemas of both sides; adds what is wrong to the faults. */
  static void check(
      SiteConfiguration configuration,
      SiteFolder folder,
      Schema own,
      Expressions expressions,
      Faults faults) {
    String system = configuration.site().system();
    if (configuration.site().role() == Role.HUB) {
      RulesFile.readAll(folder.rules(), own, faults);
    }
    for (Partner partner : configuration.partners()) {
      Schema theirs = own;
      if (!partner.system().equals(system)) {
        theirs = SchemaFile.read(folder.schema(partner.system()), faults);
      }
      if (theirs != null) {
        Path in = folder.mapping(partner.system(), system);
        MappingCheck.check(in, theirs, own, expressions, faults);
        if (configuration.site().role() == Role.HUB) {
          MappingCheck.check(
              folder.mapping(system, partner.system()), own, theirs, expressions, faults);
        }
      }
    }
  }

  Rules rules() {
    return rules;
  }

  /** The mappings with a partner, by its id. */
  public Both with(String partner) {
    return byPartner.get(partner);
  }
}

package io.bactrian.site;

import io.bactrian.changeset.Schema;
import io.bactrian.config.ConfigurationException;
import io.bactrian.config.Faults;
import io.bactrian.config.SiteConfiguration.Partner;
import io.bactrian.conflict.Rules;
import io.bactrian.conflict.RulesFile;
import io.bactrian.expression.SimpleExpressions;
import io.bactrian.transform.Expressions;
import io.bactrian.transform.Mapping;
import io.bactrian.transform.MappingFile;
import io.bactrian.transform.SchemaFile;
import java.util.LinkedHashMap;
import java.util.Map;

/** The mappings and rules of a site's folder, compiled. Immutable, thread-safe. */
final class SiteMappings {
  private final Rules rules;
  private final Map<String, Both> byPartner = new LinkedHashMap<>();

  /**
   * Both directions with a partner.
   *
   * @param out null at a spoke, which never needs it
   */
  record Both(Mapping in, Mapping out) {}

  /**
   * @throws ConfigurationException with the faults of all files at once
   */
  SiteMappings(SiteFolder folder, String system, boolean hub, Schema own, Iterable<Partner> partners) {
    Faults faults = new Faults();
    Expressions expressions = new SimpleExpressions();
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

  Rules rules() {
    return rules;
  }

  Both with(Partner partner) {
    return byPartner.get(partner.id());
  }
}

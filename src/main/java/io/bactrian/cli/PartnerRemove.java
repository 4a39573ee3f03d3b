package io.bactrian.cli;

import io.bactrian.config.SiteConfiguration;
import io.bactrian.config.SiteConfiguration.Partner;
import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;
import io.bactrian.site.PartnerCare;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;

/** Deletes what is stored of a partner that was taken out of the settings. */
@Command(
    name = "remove",
    description = {
      "At the hub: deletes what is stored of a spoke that was taken out of the settings, in the"
          + " database and beside the changelog: its changes that wait, changesets to it and from"
          + " it, loads.",
      "How far it was stays, so that a changeset of it that turns up later is not applied again;"
          + " so do records of conflicts, and the folders of its files."
    },
    mixinStandardHelpOptions = true)
final class PartnerRemove extends PartnerStep {
  @Override
  void check(SiteConfiguration configuration) {
    PartnerOf.requireHub(configuration, "partner remove");
    List<String> named = configuration.partners().stream().map(Partner::id).toList();
    if (named.contains(partner())) {
      throw Problem.of("%s is still a partner of site %s.", partner(), configuration.site().id())
          .follows("Nothing was deleted.")
          .toDo(
              "Take `partner.%s.*` out of its settings, start the site again if it runs, then remove it. To keep the settings, use `bactrian partner suspend %s` or `bactrian partner abandon %s`.",
              partner(), partner(), partner())
          .exception();
    }
  }

  @Override
  void act(PartnerCare care, SiteConfiguration configuration) {
    Set<String> former = care.former();
    if (!former.contains(partner())) {
      throw unknown(configuration.site().id(), former);
    }
    if (care.isInUse(partner())) {
      throw Problem.of(
              "Site %s runs with settings in which %s is still a partner.",
              configuration.site().id(), partner())
          .follows("Nothing was deleted.")
          .toDo("Start it again, or run `bactrian install`, then remove it.")
          .exception();
    }
    requireYes(meaning(care), "Not removed; nothing was deleted.");
    care.remove(partner());
    say(
        "%s is removed. Should it return: put it into the settings, then `bactrian load %s`."
            .formatted(partner(), partner()));
  }

  private ProblemException unknown(String site, Set<String> former) {
    return Problem.of("Nothing is stored of `%s` at site %s.", partner(), site)
        .follows("Nothing was deleted.")
        .toDo(
            former.isEmpty()
                ? "Check the name: every partner of which anything is stored is in the settings."
                : "Partners of which something is stored and that are not in the settings: "
                    + String.join(", ", former)
                    + ".")
        .exception();
  }

  private String meaning(PartnerCare care) {
    int parked = care.parked(partner());
    return "Nothing of the changelog is kept for %s, which is not in the settings. Deleted here: %,d changes that were sent to it and that it has not confirmed, %,d changesets of it that wait, %s. How far both streams were and the records of conflicts stay. Should it return, it must be loaded anew."
        .formatted(
            partner(),
            care.unacknowledged(partner()),
            care.waitingChangesets(partner()),
            parked == 0
                ? "and no change of it that waits for a decision"
                : "and %,d changes of it that wait for a decision, which are lost here (to decide them, put it back into the settings first)"
                    .formatted(parked));
  }
}

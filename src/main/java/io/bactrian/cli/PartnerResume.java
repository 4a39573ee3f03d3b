package io.bactrian.cli;

import io.bactrian.config.SiteConfiguration;
import io.bactrian.site.PartnerCare;
import java.time.temporal.ChronoUnit;
import picocli.CommandLine.Command;

/** Goes on with a suspended partner. */
@Command(
    name = "resume",
    description = {
      "Exchanges with a suspended partner again, from where it stood. A running site follows within"
          + " seconds."
    },
    mixinStandardHelpOptions = true)
final class PartnerResume extends PartnerStep {
  @Override
  void check(SiteConfiguration configuration) {
    PartnerOf.require(configuration, partner());
  }

  @Override
  void act(PartnerCare care, SiteConfiguration configuration) {
    var since = care.suspendedSince(partner());
    if (since.isEmpty()) {
      say("%s is not suspended.".formatted(partner()));
      return;
    }
    String meaning =
        "Exchange with %s goes on where it stood when it was suspended, at %s. %s"
            .formatted(partner(), since.get().truncatedTo(ChronoUnit.SECONDS), what(care));
    requireYes(meaning, "Not resumed; nothing was changed.");
    care.resume(partner());
    say("%s is resumed.".formatted(partner()));
  }

  private String what(PartnerCare care) {
    return switch (care.standing(partner())) {
      case ABANDONED ->
          "It is abandoned: what it sends is applied, and it gets nothing until `bactrian load %s`."
              .formatted(partner());
      case BEFORE_CONTACT -> "Its first contact is yet to come.";
      case IN_CONTACT ->
          "Kept in the changelog for it: %s. Once it has confirmed that, it can be purged."
              .formatted(care.kept(partner()));
    };
  }
}

package io.bactrian.cli;

import io.bactrian.config.SiteConfiguration;
import io.bactrian.site.PartnerCare;
import java.time.temporal.ChronoUnit;
import picocli.CommandLine.Command;

/** Exchanges nothing with a partner for a while. */
@Command(
    name = "suspend",
    description = {
      "Exchanges nothing with the partner, in either direction, until `bactrian partner resume`: a"
          + " spoke that asks is told so and asks again later, files are neither written nor read."
          + " The changelog is kept for it, however long it takes.",
      "A running site follows within seconds; what it is applying then is completed."
    },
    mixinStandardHelpOptions = true)
final class PartnerSuspend extends PartnerStep {
  @Override
  void check(SiteConfiguration configuration) {
    PartnerOf.require(configuration, partner());
  }

  @Override
  void act(PartnerCare care, SiteConfiguration configuration) {
    var since = care.suspendedSince(partner());
    if (since.isPresent()) {
      say(
          "%s is suspended already, since %s."
              .formatted(partner(), since.get().truncatedTo(ChronoUnit.SECONDS)));
      return;
    }
    requireYes(meaning(care), "Not suspended; nothing was changed.");
    care.suspend(partner());
    say("%s is suspended; `bactrian partner resume %s` goes on.".formatted(partner(), partner()));
  }

  private String meaning(PartnerCare care) {
    String kept =
        switch (care.standing(partner())) {
          case ABANDONED -> "It is abandoned: nothing of the changelog is kept for it.";
          case BEFORE_CONTACT ->
              "Nothing of the changelog is kept for it before its first contact, at which it gets"
                  + " what `partner.%s.start` says.".formatted(partner());
          case IN_CONTACT ->
              "The changelog is kept for it, now %s, and all that is added until then: nothing is lost, and the disk needs room for it."
                  .formatted(care.kept(partner()));
        };
    return "Nothing is exchanged with %s, in either direction, until `bactrian partner resume %s`. %s"
        .formatted(partner(), partner(), kept);
  }
}

package io.bactrian.cli;

import io.bactrian.config.SiteConfiguration;
import io.bactrian.site.PartnerCare;
import picocli.CommandLine.Command;

/** Abandons a partner that will never confirm what it was sent. */
@Command(
    name = "abandon",
    description = {
      "At the hub: keeps nothing for this spoke any more, so that the changelog can be purged. What"
          + " it sends is still applied. It gets nothing until `bactrian load` sends it everything."
    },
    mixinStandardHelpOptions = true)
final class PartnerAbandon extends PartnerStep {
  @Override
  void check(SiteConfiguration configuration) {
    PartnerOf.require(configuration, partner());
    PartnerOf.requireHub(configuration, "partner abandon");
  }

  @Override
  void act(PartnerCare care, SiteConfiguration configuration) {
    requireYes(meaning(care), "Not abandoned; nothing was changed.");
    care.abandon(partner());
    say(
        "%s is abandoned; the next purge drops what was kept for it. `bactrian load %s` takes it back."
            .formatted(partner(), partner()));
  }

  private String meaning(PartnerCare care) {
    return "The changelog is not kept for %s any more: %s would be dropped as far as no other partner needs it, with %,d changes that were sent to it and that it has not confirmed, and a load of it that is under way. It gets nothing until `bactrian load %s` sends it all rows anew. What it sends is still applied%s."
        .formatted(
            partner(),
            care.kept(partner()),
            care.unacknowledged(partner()),
            partner(),
            care.suspendedSince(partner()).isPresent() ? ", once it is resumed" : "");
  }
}

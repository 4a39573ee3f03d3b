package io.bactrian.site;

import io.bactrian.config.SiteConfiguration;
import io.bactrian.config.SiteConfiguration.Partner;
import io.bactrian.folder.Delivery;
import io.bactrian.folder.FolderDeliveries;
import io.bactrian.folder.Inbox;
import io.bactrian.folder.OwnPlace;
import io.bactrian.folder.PatientPolling;
import io.bactrian.folder.Places;
import io.bactrian.monitor.FileCounts;
import io.bactrian.route.Outages;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The folders through which a site and its partners exchange files. Immutable. */
public record Folders(SiteConfiguration configuration) {

  /** Of a partner whose changesets arrive in a folder. */
  Optional<Places> of(Partner partner) {
    return inbox(partner)
        .map(
            inbox -> {
              Set<Path> others = new HashSet<>();
              configuration.partners().forEach(any -> all(any).forEach(others::add));
              others.remove(inbox);
              return new Places(inbox, done(partner, inbox), rejected(partner, inbox), others);
            });
  }

  /** What is wrong with the folders as they are now, a sentence or two each. */
  public List<String> faults() {
    return configuration.partners().stream()
        .flatMap(
            partner ->
                of(partner).stream()
                    .flatMap(
                        places ->
                            Stream.of(
                                OwnPlace.fault(places.done(), partner.done().isPresent()),
                                OwnPlace.fault(places.rejected(), partner.rejected().isPresent()))))
        .flatMap(Optional::stream)
        .toList();
  }

  FileCounts count(Partner partner) {
    return of(partner).map(Places::count).orElse(FileCounts.NONE);
  }

  /** What the routes name. */
  Map<String, Object> beans(Outages outages, Clock clock) {
    Map<String, Object> beans = new TreeMap<>();
    Map<String, Delivery> deliveries = new TreeMap<>();
    for (Partner partner : configuration.partners()) {
      of(partner)
          .ifPresent(
              places -> {
                Inbox inbox = inbox(partner, places, outages, clock);
                beans.put("inbox-" + partner.id(), inbox);
                beans.put("patience-" + partner.id(), new PatientPolling(outages, inbox));
              });
      partner
          .endpoint()
          .flatMap(Transport::folder)
          .ifPresent(folder -> deliveries.put(partner.id(), new Delivery(folder)));
    }
    beans.put("partner-folders", new FolderDeliveries(deliveries));
    return beans;
  }

  private Inbox inbox(Partner partner, Places places, Outages outages, Clock clock) {
    return new Inbox(partner.id(), places, configuration.files().settle(), outages, clock);
  }

  private static Optional<Path> inbox(Partner partner) {
    return partner.source().flatMap(Transport::folder);
  }

  private static Path done(Partner partner, Path inbox) {
    return partner.done().orElse(inbox.resolveSibling("done"));
  }

  private static Path rejected(Partner partner, Path inbox) {
    return partner.rejected().orElse(inbox.resolveSibling("rejected"));
  }

  private static Stream<Path> all(Partner partner) {
    Stream<Path> arrives =
        inbox(partner).stream()
            .flatMap(inbox -> Stream.of(inbox, done(partner, inbox), rejected(partner, inbox)));
    return Stream.concat(arrives, partner.endpoint().flatMap(Transport::folder).stream());
  }
}

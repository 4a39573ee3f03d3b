package io.bactrian.site;

import io.bactrian.apply.AlteredRows;
import io.bactrian.apply.Applier;
import io.bactrian.apply.Bounds;
import io.bactrian.apply.HubApplier;
import io.bactrian.apply.RoundTripEquality;
import io.bactrian.apply.SpokeApplier;
import io.bactrian.changelog.LoggedSentChanges;
import io.bactrian.changelog.TailPendingRows;
import io.bactrian.changeset.SystemVersion;
import io.bactrian.config.Fault;
import io.bactrian.config.SiteConfiguration;
import io.bactrian.conflict.Merge;
import io.bactrian.exchange.SentPositions;
import io.bactrian.exchange.SetAside;
import io.bactrian.problem.Problem;
import io.bactrian.transform.MappingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/**
 * The appliers for each partner, one for each version of its schema, built from one state of the
 * mappings and rules. Thread-safe.
 */
final class Appliers {
  private final Map<Of, Applier> made = new ConcurrentHashMap<>();
  private final SiteConfiguration configuration;
  private final SiteStores stores;
  private final SiteMappings mappings;
  private final Supplier<String> ids;
  private final AlteredRows altered;
  private final WaitSchedules schedules;

  /** A partner in a version of its schema. */
  private record Of(String partner, int schema) {}

  /**
   * @param ids for conflict records
   * @param altered where a spoke's applier reports rows that triggers altered
   * @param schedules when waiting rows are tried again
   */
  Appliers(
      SiteConfiguration configuration,
      SiteStores stores,
      SiteMappings mappings,
      Supplier<String> ids,
      AlteredRows altered,
      WaitSchedules schedules) {
    this.configuration = configuration;
    this.altered = altered;
    this.schedules = schedules;
    this.stores = stores;
    this.mappings = mappings;
    this.ids = ids;
  }

  private HubApplier atHub(String spoke, SiteMappings.Both both) {
    return new HubApplier(
            spoke,
            both.in(),
            both.out(),
            new Merge(mappings.rules(), new RoundTripEquality(both.out(), both.in())),
            stores.database().tables().rules(),
            ids,
            mappings.blockingTables(),
            bounds(),
            new LoggedSentChanges(
                stores.changelog(),
                spoke,
                new SentPositions(stores.changesets(), spoke)::through,
                () -> SetAside.positions(stores.changesets().setAside().of(spoke))))
        .by(schedules.of(spoke))
        .spoolingTo(new SiteFolder(configuration.folder()).spool());
  }

  private Bounds bounds() {
    SiteConfiguration.Limits limits = configuration.limits();
    return new Bounds(
        limits.parkedChanges(),
        limits.parkedSize(),
        limits.conflicts(),
        limits.conflictSize(),
        limits.openConflicts());
  }

  private SpokeApplier atSpoke(String hub, SiteMappings.Both both) {
    return new SpokeApplier(
            hub,
            both.in(),
            new TailPendingRows(
                stores.changelog(),
                hub,
                () -> SetAside.positions(stores.changesets().setAside().of(hub)),
                new SiteFolder(configuration.folder()).spool()),
            new SentPositions(stores.changesets(), hub)::through,
            stores.database().schema().tables(),
            ids,
            mappings.blockingTables(),
            altered)
        .by(schedules.of(hub));
  }

  /**
   * The applier for changesets of a partner whose schema has this version.
   *
   * @param schema as the header says; 0 for none
   * @throws MappingException when there is no mapping for it
   */
  Applier of(String partner, int schema) {
    return made.computeIfAbsent(
        new Of(partner, schema),
        of -> {
          SiteMappings.Both both =
              mappings.with(partner, schema).orElseThrow(() -> unknown(partner, schema));
          return configuration.isHub() ? atHub(partner, both) : atSpoke(partner, both);
        });
  }

  private MappingException unknown(String partner, int schema) {
    SystemVersion own = configuration.site().kind();
    SystemVersion theirs = mappings.known(partner).get(0).in(schema);
    SiteFolder names = new SiteFolder(configuration.folder());
    List<Path> files = new ArrayList<>(List.of(names.mapping(theirs, own)));
    if (configuration.isHub()) {
      files.add(names.mapping(own, theirs));
      files.add(0, names.schema(theirs));
    }
    return new MappingException(
        Problem.of(
                "%s is a system `%s`, and this site has mappings for %s only.",
                partner, theirs, mappings.known(partner))
            .follows("The stream waits; nothing is lost.")
            .toDo(
                "Add %s; they are read by themselves. A mapping may extend that of another"
                    + " version.",
                files.stream().map(Fault::name).collect(Collectors.joining(", "))));
  }

  /**
   * The applier for what is kept of a partner.
   *
   * @param schema of its last changeset; if it is not known, another version stands in, as each
   *     table is mapped by its own shape
   */
  Applier latest(String partner, int schema) {
    return of(
        partner,
        mappings.with(partner, schema).isPresent()
            ? schema
            : mappings.known(partner).get(0).schema());
  }

  /**
   * The appliers that decide spokes' changes, by spoke; empty at a spoke.
   *
   * @param schema of a partner's last changeset
   */
  Map<String, HubApplier> atHub(ToIntFunction<String> schema) {
    Map<String, HubApplier> deciding = new LinkedHashMap<>();
    for (SiteConfiguration.Partner partner : configuration.partners()) {
      String spoke = partner.id();
      if (latest(spoke, schema.applyAsInt(spoke)) instanceof HubApplier hub) {
        deciding.put(spoke, hub);
      }
    }
    return deciding;
  }
}

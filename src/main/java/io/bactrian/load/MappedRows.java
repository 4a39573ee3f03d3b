package io.bactrian.load;

import io.bactrian.apply.Applier;
import io.bactrian.apply.ComparedPart;
import io.bactrian.apply.HubApplier;
import io.bactrian.apply.SpokeApplier;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * What rows of this site are to a spoke, by the mappings that are in use. Thread-safe.
 *
 * @param appliers by partner
 */
public record MappedRows(Function<String, Applier> appliers) implements Mapped {
  @Override
  public List<ComparedPart> parts(String partner, Table table, Row row) {
    Applier applier = appliers.apply(partner);
    return applier instanceof SpokeApplier spoke
        ? List.of(spoke.compared(table, row))
        : ((HubApplier) applier).compared(table, row);
  }

  @Override
  public Set<String> targets(String partner, Table table) {
    return appliers.apply(partner) instanceof HubApplier hub
        ? hub.targets(table)
        : Set.of(table.name());
  }
}

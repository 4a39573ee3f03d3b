package io.bactrian.convergence;

import io.bactrian.apply.Applied;
import io.bactrian.apply.Applier;
import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.Batch;
import io.bactrian.apply.ChangesetTransaction;
import io.bactrian.apply.ItemBatches;
import io.bactrian.changelog.LogEntry;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import io.bactrian.exchange.ChangesetBuild;
import io.bactrian.exchange.Manifest;
import io.bactrian.exchange.Outgoing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Runs the steps of routes in order, without Camel. */
public final class Steps {
  private Steps() {}

  /** {@code apply-changeset}: applies one and commits. */
  public static Applied apply(
      Applier applier, ApplyTransaction tx, Header header, String hash, Iterator<Item> items) {
    ChangesetTransaction steps = applier.begin(tx, header, hash);
    apply(steps, items);
    return steps.commit();
  }

  /** The same, up to the commit. */
  public static void apply(ChangesetTransaction steps, Iterator<Item> items) {
    ItemBatches batches = new ItemBatches(items);
    while (batches.hasNext()) {
      steps.takeMarkers(batches.next());
      Batch batch = steps.transform();
      while (batch.isOpen()) {
        steps.lockRows();
        steps.resolve();
        steps.write();
      }
    }
    steps.retryWaiting();
    steps.recordVerdicts();
    steps.advanceStream();
  }

  /** {@code build-changeset}: the next one, if there is anything. */
  public static Optional<Manifest> build(Outgoing outgoing) throws IOException {
    Optional<ChangesetBuild> begun = outgoing.begin();
    if (begun.isEmpty()) {
      return Optional.empty();
    }
    try (ChangesetBuild build = begun.get()) {
      Iterator<List<LogEntry>> blocks = build.blocks();
      while (blocks.hasNext()) {
        ByteArrayOutputStream xml = new ByteArrayOutputStream();
        build.marshal(build.select(blocks.next()), xml);
        build.append(xml.toByteArray());
      }
      return outgoing.keep(build);
    }
  }
}

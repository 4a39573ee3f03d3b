package io.bactrian.apply;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.Item.Request.What;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Collects the hub's requests for a spoke's rows in one changeset into one load, which the loader
 * sends once this has committed. For one transaction.
 */
final class HubRequests {
  private final HubView view;
  private final ApplyTransaction tx;
  private final long applied;
  private final List<Item.Hashes> questions = new ArrayList<>();
  private LoadProgress wanted;

  /**
   * @param applied number of the hub's last changeset that is applied here
   */
  HubRequests(HubView view, ApplyTransaction tx, long applied) {
    this.view = view;
    this.tx = tx;
    this.applied = applied;
  }

  /** What the request that follows asks for of a table. */
  void add(Item.Hashes question) {
    questions.add(question);
  }

  void add(Item.Request request) {
    if (request.what() == What.COMPARE) {
      tx.savePartner(tx.partner(view.hub()).with(RowComparison.asked(Narrowing.asked(questions))));
      questions.clear();
    }
    if (request.what() == What.CHECK) {
      PendingRequest.answered(tx, view.hub());
    }
    Optional<LoadScope> asked = view.scope(request);
    if (asked.isEmpty()) {
      hasNoSuchRows(request.what());
    }
    asked
        .map(scope -> LoadProgress.begin(view.hub(), scope, request.restart(), request.number()))
        .ifPresent(more -> wanted = wanted == null ? more : wanted.joined(more));
  }

  /** Answers a request for rows of tables that are none here. */
  private void hasNoSuchRows(What asked) {
    List<What> answers =
        switch (asked) {
          case COMPARE -> List.of(What.COMPARE, What.COMPARED);
          case OFFER -> List.of(What.LOAD);
          default -> List.of();
        };
    List<OutboxRecord> records = new ArrayList<>();
    for (What answer : answers) {
      records.add(
          new OutboxRecord.RequestFor(view.hub(), new Item.Request(answer, false, applied)));
    }
    tx.append(records);
  }

  /**
   * Offers awaited rows at once, before the hub's rows can overwrite them: the hub has lost what it
   * had parked.
   */
  void offer(Set<RowId> awaited) {
    Map<Table, Set<Key>> rows = new LinkedHashMap<>();
    awaited.forEach(
        id ->
            rows.computeIfAbsent(view.tables().get(id.table()), t -> new TreeSet<>())
                .add(id.key()));
    rows.forEach((table, keys) -> InParts.of(List.copyOf(keys), some -> offer(table, some)));
  }

  private void offer(Table table, List<Key> keys) {
    List<OutboxRecord> offers = new ArrayList<>();
    for (Row row : tx.loadAndLock(table, keys).values()) {
      offers.add(new OutboxRecord.PresentFor(view.hub(), new Item.Present(table, row, true)));
    }
    tx.append(offers);
  }

  /** Saves one load for all requests. */
  void save() {
    if (wanted != null) {
      LoadProgress.ask(tx, wanted);
    }
  }
}

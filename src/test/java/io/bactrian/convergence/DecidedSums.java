package io.bactrian.convergence;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.apply.Wait;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.RowText;
import io.bactrian.convergence.MemoryLog.Out;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What people did at the hub about sums. A reversal of a sum is noted in the transaction that
 * writes it, as the product does, so that whoever undoes it after a death writes nothing.
 */
final class DecidedSums {
  /** The transactions in which something was decided, by conflict. */
  private final Map<String, List<String>> transactions = new HashMap<>();

  private final Map<String, ConflictRecord> undone = new HashMap<>();
  private final Set<String> chosen = new HashSet<>();

  void chooses(String transaction, ConflictRecord record) {
    decides(transaction, record);
    chosen.add(record.id());
  }

  void undoes(String transaction, ConflictRecord record) {
    decides(transaction, record);
    undone.put(record.id(), record);
  }

  private void decides(String transaction, ConflictRecord record) {
    transactions.computeIfAbsent(record.id(), id -> new ArrayList<>()).add(transaction);
  }

  /** The rows before and after of a reversal whose process died before it was recorded. */
  record Left(Wait note, Row before, Row after) {}

  static Optional<Left> left(ApplyTransaction tx, ConflictRecord record) {
    RowId row = new RowId(record.conflict().table().name(), Key.of(record.id()));
    return tx.waits(record.conflict().spoke(), Wait.Kind.UNDONE, row).stream()
        .findFirst()
        .map(
            note -> {
              String[] rows = RowText.parse(note.payload());
              return new Left(note, row(rows[0]), row(rows[1]));
            });
  }

  private static Row row(String text) {
    return text == null ? null : Row.ofText(text);
  }

  static Wait note(ConflictRecord record, int number, Row before, Row after) {
    return new Wait(
        record.conflict().spoke(),
        Wait.Kind.UNDONE,
        record.conflict().table().name(),
        Key.of(record.id()),
        number,
        record.number(),
        "undone",
        RowText.print(before == null ? null : before.text(), after == null ? null : after.text()));
  }

  /** All transactions in which something was decided, committed or not. */
  Set<String> transactions() {
    Set<String> all = new HashSet<>();
    transactions.values().forEach(all::addAll);
    return all;
  }

  /** Sums that are subtracted more than once, or added again more often than subtracted. */
  List<String> wrong(Ledger ledger) {
    List<String> wrong = new ArrayList<>();
    undone.forEach(
        (id, record) -> {
          int added = number(record.conflict().theirs()) - number(record.conflict().base());
          int net = 0;
          for (String name : transactions.get(id)) {
            Ledger.Committed committed = ledger.of("hq").get(name);
            net += committed == null ? 0 : committed.outs().stream().mapToInt(this::added).sum();
          }
          if (!chosen.contains(id) && net != 0 && net != -added) {
            wrong.add("undoing " + id + ", which added " + added + ", has added " + net);
          }
        });
    return wrong;
  }

  private int added(Out out) {
    return out.change() == null ? 0 : number(out.change().after()) - number(out.change().before());
  }

  private static int number(Row row) {
    return Integer.parseInt(row.get(1));
  }
}

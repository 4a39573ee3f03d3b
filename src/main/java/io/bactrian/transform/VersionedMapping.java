package io.bactrian.transform;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Table;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The mapping from a sender whose tables may still come in the shape of another version of its
 * schema, because a change was made, or parked, before the schema changed. A table is mapped as the
 * version says that has exactly its shape; otherwise as the sender's own. Thread-safe.
 */
public final class VersionedMapping implements Mapping {
  /** As many as a sender has in years; keeps a malicious one from filling the memory. */
  private static final int SHAPES = 5_000;

  private final Version own;
  private final List<Version> others;
  private final Map<Table, Mapping> chosen = new ConcurrentHashMap<>();

  /** A version of the sender's schema, and the mapping from it. */
  public record Version(Schema schema, Mapping mapping) {
    private boolean has(Table table) {
      return table.equals(schema.table(table.name()));
    }
  }

  /**
   * @param own the version that the sender says it has
   * @param others looked up in this order
   */
  public VersionedMapping(Version own, List<Version> others) {
    this.own = own;
    this.others = List.copyOf(others);
  }

  private Mapping of(Table source) {
    Mapping known = chosen.get(source);
    if (known != null) {
      return known;
    }
    if (chosen.size() >= SHAPES) {
      chosen.clear();
    }
    Mapping found =
        own.has(source)
            ? own.mapping()
            : others.stream()
                .filter(version -> version.has(source))
                .findFirst()
                .orElse(own)
                .mapping();
    chosen.put(source, found);
    return found;
  }

  @Override
  public String name() {
    return own.mapping().name();
  }

  @Override
  public List<RowPart> map(Table source, Row image) {
    return of(source).map(source, image);
  }

  @Override
  public Map<RowId, Table> reach(Table source, Row image) {
    return of(source).reach(source, image);
  }

  @Override
  public BitSet given(Table target) {
    return own.mapping().given(target);
  }

  @Override
  public BitSet columns(Table target) {
    return own.mapping().columns(target);
  }
}

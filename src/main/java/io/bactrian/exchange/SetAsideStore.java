package io.bactrian.exchange;

import io.bactrian.changeset.RowLimits;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Stores what is set aside for partners, and how much each of them takes. Written before the
 * manifest of the changeset that leaves it out. Thread-safe.
 */
public interface SetAsideStore {
  /** How much the partner takes, as it told last; empty before it has. */
  Optional<RowLimits> told(String partner);

  void tell(String partner, RowLimits limits);

  /** Everything that is or was set aside for the partner and not dropped, by position. */
  List<SetAside> of(String partner);

  /** Stores these durably; those of the same partner, position and row are replaced. */
  void save(List<SetAside> some);

  void drop(Collection<SetAside> some);
}

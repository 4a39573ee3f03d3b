package io.bactrian.exchange;

import io.bactrian.changeset.RowLimits;
import io.bactrian.changeset.Unsent;
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

  /** What the partner has for this site and does not send, as it told last. */
  Unsent unsentThere(String partner);

  void tellUnsent(String partner, Unsent there);

  /** Everything that is or was set aside for the partner and not dropped, by position. */
  List<SetAside> of(String partner);

  /** Stores these durably; those of the same partner, position and row are replaced. */
  void save(List<SetAside> some);

  void drop(Collection<SetAside> some);
}

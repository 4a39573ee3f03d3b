package io.bactrian.convergence;

import io.bactrian.changeset.RowLimits;
import io.bactrian.changeset.Unsent;
import io.bactrian.exchange.Manifest;
import io.bactrian.exchange.SetAside;
import io.bactrian.exchange.SetAsideStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A changeset store that implements the {@link Breakage}s of such a store. */
final class BrokenChangesets extends MemoryChangesets {
  private final Breakage broken;
  private final SimulatedSite site;
  private final Set<String> seen = new HashSet<>();

  private BrokenChangesets(Breakage broken, SimulatedSite site) {
    super(site.store, site.fate, kept(site));
    this.broken = broken;
    this.site = site;
  }

  static MemoryChangesets of(Breakage broken, SimulatedSite site) {
    return switch (broken) {
      case NUMBER_AGAIN, MANIFEST_BEFORE_CONTENT, FORGET_EARLY, SET_ASIDE_FORGETS ->
          new BrokenChangesets(broken, site);
      default -> new MemoryChangesets(site.store, site.fate, kept(site));
    };
  }

  private static Kept kept(SimulatedSite site) {
    return new Kept() {
      @Override
      public void sent(Manifest manifest) {
        site.sent(manifest);
      }

      @Override
      public void dropped(String partner, long through) {
        site.dropped(partner, through);
      }
    };
  }

  /** The first that a process is told is the one before the last. */
  @Override
  public Optional<Manifest> lastSent(String partner) {
    Optional<Manifest> last = super.lastSent(partner);
    return broken == Breakage.NUMBER_AGAIN && last.isPresent() && seen.add(partner)
        ? sent(partner, 1, last.get().number() - 1)
        : last;
  }

  @Override
  public void saveSent(Manifest m, InputStream content) throws IOException {
    String id = MemoryStore.id(m.partner(), m.number());
    if (broken == Breakage.MANIFEST_BEFORE_CONTENT) {
      byte[] bytes = content.readAllBytes();
      super.saveSent(m, new ByteArrayInputStream(bytes));
      store.contents.remove(id);
      fate.step("content saved", () -> store.put(id, bytes));
    } else {
      store.manifests.remove(id);
      super.saveSent(m, content);
    }
  }

  @Override
  public SetAsideStore setAside() {
    return broken == Breakage.SET_ASIDE_FORGETS
        ? new Forgetful(super.setAside())
        : super.setAside();
  }

  private record Forgetful(SetAsideStore whole) implements SetAsideStore {
    @Override
    public Optional<RowLimits> told(String partner) {
      return whole.told(partner);
    }

    @Override
    public void tell(String partner, RowLimits limits) {
      whole.tell(partner, limits);
    }

    @Override
    public Unsent unsentThere(String partner) {
      return whole.unsentThere(partner);
    }

    @Override
    public void tellUnsent(String partner, Unsent there) {
      whole.tellUnsent(partner, there);
    }

    @Override
    public List<SetAside> of(String partner) {
      return whole.of(partner);
    }

    @Override
    public void save(List<SetAside> some) {}

    @Override
    public void drop(Collection<SetAside> some) {
      whole.drop(some);
    }
  }

  @Override
  public void saveReceived(String partner, long number, InputStream content) throws IOException {
    if (broken == Breakage.FORGET_EARLY) {
      site.told.merge(partner, number, Math::max);
    } else {
      super.saveReceived(partner, number, content);
    }
  }
}

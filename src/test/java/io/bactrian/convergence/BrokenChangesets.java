package io.bactrian.convergence;

import io.bactrian.exchange.Manifest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
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
      case NUMBER_AGAIN, MANIFEST_BEFORE_CONTENT, FORGET_EARLY ->
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
  public void saveReceived(String partner, long number, InputStream content) throws IOException {
    if (broken == Breakage.FORGET_EARLY) {
      site.told.merge(partner, number, Math::max);
    } else {
      super.saveReceived(partner, number, content);
    }
  }
}

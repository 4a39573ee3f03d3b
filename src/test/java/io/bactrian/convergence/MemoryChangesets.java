package io.bactrian.convergence;

import io.bactrian.changeset.Header;
import io.bactrian.convergence.MemoryStore.Progress;
import io.bactrian.exchange.ChangesetStore;
import io.bactrian.exchange.Manifest;
import io.bactrian.exchange.SetAsideStore;
import io.bactrian.problem.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The changesets in a {@link MemoryStore}, saved by the same durable steps as in the real store;
 * the process may die at each. Numbers of different incarnations never overlap.
 */
class MemoryChangesets implements ChangesetStore {
  /** Told of what can't be taken back. */
  interface Kept {
    void sent(Manifest manifest);

    void dropped(String partner, long through);
  }

  final MemoryStore store;
  final Fate fate;
  private final Kept kept;

  MemoryChangesets(MemoryStore store, Fate fate, Kept kept) {
    this.store = store;
    this.fate = fate;
    this.kept = kept;
  }

  private Progress progress(String partner) {
    return store.streams.getOrDefault(partner, Progress.NONE);
  }

  private void put(String partner, Progress progress) {
    store.streams.put(partner, progress);
    store.journal();
  }

  @Override
  public Optional<Manifest> lastSent(String partner) {
    fate.point("last manifest read");
    Progress p = progress(partner);
    Optional<Manifest> last = sent(partner, 1, p.number());
    return last.isPresent() ? last : sent(partner, 1, p.previous());
  }

  @Override
  public Optional<Manifest> sent(String partner, long incarnation, long number) {
    return Optional.ofNullable(store.manifests.get(MemoryStore.id(partner, number)));
  }

  @Override
  public List<Manifest> unacknowledged(String partner) {
    Progress p = progress(partner);
    List<Manifest> all = new ArrayList<>();
    for (long n = p.acknowledged() + 1; n <= p.number(); n++) {
      sent(partner, 1, n).ifPresent(all::add);
    }
    return all;
  }

  @Override
  public void saveSent(Manifest m, InputStream content) throws IOException {
    String id = MemoryStore.id(m.partner(), m.number());
    Manifest there = store.manifests.get(id);
    if (there != null) {
      if (!there.hash().equals(m.hash())) {
        throw Problem.of("stored already with another hash: %s", id).exception();
      }
      return;
    }
    byte[] bytes = content.readAllBytes();
    fate.step("content saved", () -> store.put(id, bytes));
    announce(m);
    fate.step("manifest saved", () -> insert(m));
  }

  private void announce(Manifest m) {
    Progress p = progress(m.partner());
    long begun = Header.first(m.incarnation()) - 1;
    boolean restart = p.number() < begun;
    long last = lastSent(m.partner()).map(Manifest::number).orElse(0L);
    Progress next =
        new Progress(
            m.number(), last, restart ? begun : p.acknowledged(), restart ? begun : p.dropped());
    fate.step("manifest announced", () -> put(m.partner(), next));
  }

  private void insert(Manifest m) {
    kept.sent(m);
    store.manifests.put(MemoryStore.id(m.partner(), m.number()), m);
    store.journal();
  }

  @Override
  public void restart(String partner, long incarnation, long position) {
    long number = Header.first(incarnation) - 1;
    Manifest zero =
        new Manifest(partner, incarnation, number, Header.NO_HASH, position, position, 0, 0);
    announce(zero);
    fate.step("stream restarted", () -> insert(zero));
    fate.step("no longer abandoned", () -> store.abandoned.remove(partner));
  }

  @Override
  public void abandon(String partner, long through) {
    fate.step("abandoned", () -> store.abandoned.put(partner, through));
  }

  @Override
  public OptionalLong abandonedThrough(String partner) {
    Long through = store.abandoned.get(partner);
    return through == null ? OptionalLong.empty() : OptionalLong.of(through);
  }

  @Override
  public long acknowledgedThrough(String partner) {
    return progress(partner).acknowledged();
  }

  @Override
  public InputStream openSent(Manifest m) throws IOException {
    byte[] content = store.contents.get(MemoryStore.id(m.partner(), m.number()));
    if (content == null) {
      throw new IllegalStateException("the content of #" + m.number() + " is not here");
    }
    return new ByteArrayInputStream(content);
  }

  @Override
  public void acknowledged(String partner, long incarnation, long number) {
    Progress p = progress(partner);
    long through = Math.min(number, p.number());
    if (through <= p.dropped()) {
      return;
    }
    kept.dropped(partner, through);
    long acknowledged = Math.max(through, p.acknowledged());
    fate.step(
        "acknowledged",
        () -> put(partner, new Progress(p.number(), p.previous(), acknowledged, p.dropped())));
    for (long n = p.dropped() + 1; n <= through; n++) {
      String id = MemoryStore.id(partner, n);
      fate.step("content dropped", () -> store.contents.remove(id));
    }
    fate.step(
        "noted as dropped",
        () -> put(partner, new Progress(p.number(), p.previous(), acknowledged, through)));
  }

  @Override
  public SetAsideStore setAside() {
    return new MemorySetAside(store, fate);
  }

  private TreeMap<Long, byte[]> waiting(String partner) {
    return store.received.computeIfAbsent(partner, p -> new TreeMap<>());
  }

  @Override
  public void saveReceived(String partner, long number, InputStream content) throws IOException {
    byte[] bytes = content.readAllBytes();
    fate.step("received saved", () -> waiting(partner).putIfAbsent(number, bytes));
  }

  @Override
  public Optional<InputStream> openReceived(String partner, long number) {
    return Optional.ofNullable(waiting(partner).get(number)).map(ByteArrayInputStream::new);
  }

  @Override
  public ChangesetStore.Kept kept(String partner) {
    long size = waiting(partner).values().stream().mapToLong(bytes -> bytes.length).sum();
    return new ChangesetStore.Kept(List.copyOf(waiting(partner).keySet()), size);
  }

  @Override
  public void removeReceived(String partner, long through) {
    while (!waiting(partner).isEmpty() && waiting(partner).firstKey() <= through) {
      fate.step("received removed", () -> waiting(partner).pollFirstEntry());
    }
  }
}

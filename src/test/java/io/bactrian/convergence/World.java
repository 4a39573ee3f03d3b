package io.bactrian.convergence;

import io.bactrian.apply.StreamState;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.CamelContext;

/**
 * The settings that all sites of a history share.
 *
 * @param random random numbers, seeded again for each step
 * @param maxChanges most changes of a changeset
 * @param limits limits on partners
 * @param touches whether the hub's application has a trigger
 * @param strict true to check at every commit and at the end, false to check the rows at the end
 *     only
 * @param liar id of the hostile spoke; null when all are honest
 * @param routing whether spokes may decide who sees a row
 * @param rewrites whether the hub's database changes who sees a row
 */
record World(
    Shape shape,
    ChosenRules rules,
    Breakage broken,
    Random random,
    Map<String, MemorySite> databases,
    Ledger ledger,
    CamelContext camel,
    Path spool,
    long maxChanges,
    AtomicReference<Scarcity> limits,
    boolean touches,
    boolean strict,
    String liar,
    boolean routing,
    boolean rewrites) {

  List<String> partners(String site) {
    return site.equals("hq")
        ? databases.keySet().stream().filter(id -> !id.equals("hq")).sorted().toList()
        : List.of("hq");
  }

  /** Whether every guarantee is looked at on the way from one site to another. */
  boolean trusts(String from, String to) {
    return strict && !ledger.forgiven(from, to) && !from.equals(liar) && !to.equals(liar);
  }

  /** Number of the source's last changeset that the site has committed. */
  long applied(String site, String source) {
    StreamState state = databases.get(site).streams.get(source);
    return state == null ? 0 : state.number();
  }

  Scarcity scarcity() {
    return limits.get();
  }
}

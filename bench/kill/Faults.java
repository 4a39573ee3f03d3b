package kill;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** What goes wrong, drawn from a seed. What lasts for a while ends by itself. */
final class Faults implements AutoCloseable {
  private final Stage stage;
  private final Random random;
  private final Map<String, Integer> done = new TreeMap<>();
  private final ScheduledExecutorService ends = Executors.newSingleThreadScheduledExecutor();
  private int kills;

  Faults(Stage stage, long seed) {
    this.stage = stage;
    this.random = new Random(seed);
  }

  int kills() {
    return kills;
  }

  Map<String, Integer> done() {
    Map<String, Integer> all = new TreeMap<>(done);
    stage.courier.done().forEach((fault, n) -> all.put("file " + fault, n));
    all.put("http cut", stage.proxy.cut());
    return all;
  }

  /** One fault more. */
  void next() throws Exception {
    String id = Stage.IDS.get(random.nextInt(Stage.IDS.size()));
    int which = random.nextInt(100);
    if (which < 40) {
      kill(stage.sites.get(id), id);
    } else if (which < 58) {
      kill(stage.postgres.get(id), id);
    } else if (which < 68 && stage.mongod != null) {
      kill(stage.mongod, stage.embedded.equals("c1") ? "c2" : "c1");
    } else if (which < 78) {
      List<Managed> all = stage.processes();
      pause(all.get(random.nextInt(all.size())));
    } else if (which < 86) {
      tell("http cut", "the next HTTP transfers are cut");
      stage.proxy.cutNext(1 + random.nextInt(4));
    } else if (which < 94) {
      tell("files spoilt", "the next files are spoilt");
      stage.courier.spoilNext(1 + random.nextInt(6));
    } else {
      List<Disk> disks = new ArrayList<>(stage.outboxDisks);
      if (stage.changelogDisk != null) {
        disks.addAll(List.of(stage.changelogDisk, stage.changelogDisk));
      }
      disks.removeIf(disk -> !disk.mounted());
      if (!disks.isEmpty()) {
        fill(disks.get(random.nextInt(disks.size())));
      }
    }
  }

  private void kill(Managed process, String site) throws Exception {
    if (process.kill()) {
      kills++;
      tell("kill " + process.name(), "kill -9 of " + process.name());
      stage.recoveries.measure(process, site);
    }
  }

  private void pause(Managed process) throws Exception {
    int millis = 1_000 + random.nextInt(9_000);
    tell("pause", "SIGSTOP of " + process.name() + " for " + millis + " ms");
    process.signal("STOP");
    ends.schedule(() -> process.signal("CONT"), millis, TimeUnit.MILLISECONDS);
  }

  private void fill(Disk disk) throws Exception {
    int millis = 2_000 + random.nextInt(6_000);
    tell("disk full", "the disk of " + disk.name() + ", " + disk.used() / 1_048_576 + " MiB used, is full for " + millis + " ms");
    disk.fill(random.nextInt(3) == 0 ? random.nextInt(200_000) : 0);
    ends.schedule(
        () -> {
          disk.free();
          return null;
        },
        millis,
        TimeUnit.MILLISECONDS);
  }

  private void tell(String kind, String what) {
    done.merge(kind, 1, Integer::sum);
    Kill.say("%s", what);
  }

  /** Everything heals. */
  @Override
  public void close() throws Exception {
    ends.shutdown();
    ends.awaitTermination(60, TimeUnit.SECONDS);
    stage.proxy.cutNext(0);
    stage.courier.spoilNext(0);
  }
}

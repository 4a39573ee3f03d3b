package kill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Carries files from the folder where one site puts them to that where another looks. Not always well. */
final class Courier implements AutoCloseable {
  private static final List<String> FAULTS = List.of("truncated", "swapped", "duplicated", "deleted", "delayed", "garbled");

  private final Map<Path, Path> ways;
  private final Random random;
  private final AtomicInteger bad = new AtomicInteger();
  private final Map<String, Integer> done = new TreeMap<>();
  private final List<Later> later = new ArrayList<>();
  private volatile boolean over;
  private final Thread thread = new Thread(this::work, "courier");

  private record Later(long when, Path to, byte[] content) {}

  Courier(Map<Path, Path> ways, long seed) throws IOException {
    this.ways = Map.copyOf(ways);
    this.random = new Random(seed);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** So many of the next files arrive otherwise than they were sent. */
  void spoilNext(int files) {
    bad.set(files);
  }

  synchronized Map<String, Integer> done() {
    return new TreeMap<>(done);
  }

  private void work() {
    while (!over) {
      for (Map.Entry<Path, Path> way : ways.entrySet()) {
        try {
          carry(way.getKey(), way.getValue());
        } catch (IOException e) {
          Kill.detail("courier: %s", e.getMessage()); // a full disk; the file stays where it is
        }
      }
      try {
        TimeUnit.MILLISECONDS.sleep(100);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void carry(Path from, Path to) throws IOException {
    Files.createDirectories(from);
    Files.createDirectories(to);
    for (int i = later.size() - 1; i >= 0; i--) {
      Later one = later.get(i);
      if (System.nanoTime() > one.when() || bad.get() == 0) {
        put(one.to(), one.content());
        later.remove(i);
      }
    }
    List<Path> files;
    try (Stream<Path> all = Files.list(from)) {
      files = new ArrayList<>(all.filter(p -> !p.getFileName().toString().startsWith(".")).sorted().toList());
    }
    for (int i = 0; i < files.size(); i++) {
      Path file = files.get(i);
      byte[] content = Files.readAllBytes(file);
      String fault = bad.get() > 0 && bad.getAndDecrement() > 0 ? FAULTS.get(random.nextInt(FAULTS.size())) : "";
      Path target = to.resolve(file.getFileName());
      switch (fault) {
        case "truncated" -> put(target, Arrays.copyOf(content, random.nextInt(Math.max(1, content.length))));
        case "garbled" -> put(target, garbled(content));
        case "duplicated" -> {
          put(target, content);
          later.add(new Later(System.nanoTime() + random.nextInt(5_000) * 1_000_000L, target, content));
        }
        case "delayed" -> later.add(new Later(System.nanoTime() + random.nextInt(5_000) * 1_000_000L, target, content));
        case "deleted" -> Kill.detail("courier: %s is lost", file.getFileName());
        case "swapped" -> {
          if (i + 1 < files.size()) {
            Path other = files.remove(i + 1);
            put(target, Files.readAllBytes(other));
            put(to.resolve(other.getFileName()), content);
            Files.delete(other);
          } else {
            put(target.resolveSibling("x" + file.getFileName()), content); // under a name that is not its own
          }
        }
        default -> put(target, content);
      }
      if (!fault.isEmpty()) {
        synchronized (this) {
          done.merge(fault, 1, Integer::sum);
        }
      }
      Files.delete(file);
    }
    tidy(to.resolveSibling("done"));
    tidy(to.resolveSibling("rejected"));
  }

  private byte[] garbled(byte[] content) {
    byte[] other = content.clone();
    if (other.length > 0) {
      other[random.nextInt(other.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return other;
  }

  private static void put(Path file, byte[] content) throws IOException {
    Path part = file.resolveSibling("." + file.getFileName());
    Files.write(part, content);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Nobody looks at them in this run, and the disk is small. */
  private static void tidy(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      try (Stream<Path> all = Files.list(folder)) {
        List<Path> old = all.sorted().toList();
        for (Path file : old.subList(0, Math.max(0, old.size() - 50))) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  @Override
  public void close() throws InterruptedException {
    over = true;
    thread.join();
  }
}

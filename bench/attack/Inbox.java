package attack;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.Row;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What the partner by files can put where it may write. */
final class Inbox {
  private final Stage stage;
  private final Spoke f1;
  private final Path arriving;
  private long id = 6_000_000_000L;

  Inbox(Stage stage) {
    this.stage = stage;
    this.f1 = new Spoke("f1", stage);
    this.arriving = stage.hub.folder().resolve("from-f1/new");
  }

  String all() throws Exception {
    List<String> found = new ArrayList<>();
    found.add("a good file alone: " + delay(true));
    for (int i = 10; i < 50; i++) {
      Files.createFile(arriving.resolve("a-%d.xml.gz".formatted(i)));
    }
    found.add("behind 40 empty ones: " + delay(true));
    found.add("copied with a pause of 4 s: " + delay(false));
    found.add("a link at rejected/x.xml.gz.reason.txt: " + link(false));
    found.add("a link at rejected/: " + link(true));
    return String.join("; ", found);
  }

  /** Seconds until what is in the next good file is at the hub, from when it is complete. */
  private String delay(boolean whole) throws Exception {
    id++;
    Spoke.Document document = f1.items(new Item.Change(Spoke.ITEM, null, Row.of("" + id, "f1", "0", "by file")));
    Path named = arriving.resolve("f1-hq-1-%012d.xml.gz".formatted(document.number()));
    if (whole) {
      Files.move(document.file(), named, StandardCopyOption.ATOMIC_MOVE);
    } else {
      byte[] content = Files.readAllBytes(document.file());
      try (OutputStream out = Files.newOutputStream(named)) {
        out.write(content, 0, content.length / 2);
        out.flush();
        TimeUnit.SECONDS.sleep(4);
        out.write(content, content.length / 2, content.length - content.length / 2);
      }
      Files.delete(document.file());
    }
    long start = System.nanoTime();
    boolean came = Stage.within(() -> stage.number("hq", "select count(*) from item where id = " + id) == 1, 75);
    if (came) {
      f1.taken(document.number(), document.hash());
    }
    return came ? "%.1f s".formatted((System.nanoTime() - start) / 1e9) : "not taken within 75 s, now in " + where(named.getFileName().toString());
  }

  private List<String> where(String name) throws Exception {
    try (Stream<Path> all = Files.walk(stage.hub.folder())) {
      return all.filter(file -> file.getFileName().toString().equals(name)).map(file -> stage.hub.folder().relativize(file).toString()).toList();
    }
  }

  /** Whether anything is written where the link points. */
  private String link(boolean folder) throws Exception {
    Path target = Files.createDirectories(stage.folder().resolve("elsewhere"));
    Path victim = Files.writeString(target.resolve("victim"), "mine");
    Path rejected = arriving.resolveSibling("rejected");
    String name = folder ? "z-2.xml.gz" : "z-1.xml.gz";
    if (folder) {
      Files.move(rejected, stage.folder().resolve("rejected-before"));
      Files.createSymbolicLink(rejected, target);
    } else {
      Files.createDirectories(rejected);
      Files.createSymbolicLink(rejected.resolve(name + ".reason.txt"), victim);
    }
    Files.writeString(arriving.resolve(name), "no changeset");
    boolean gone = Stage.within(() -> !Files.exists(arriving.resolve(name)), 60);
    TimeUnit.SECONDS.sleep(1);
    try (Stream<Path> all = Files.list(target)) {
      boolean untouched = Files.readString(victim).equals("mine") && all.count() == 1;
      return (untouched ? "nothing written through it" : "WRITTEN THROUGH") + (gone ? "" : ", the file lies there still");
    }
  }
}

package attack;

import io.bactrian.changeset.ChangesetFile;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** What a partner with a token can ask of the hub: much at once, or again and again. */
final class Loads {
  private static final int MIB = 1 << 20;

  private final Stage stage;
  private final Spoke c2;
  private final int seconds;
  private final byte[] noise = new byte[64 * MIB];
  private int at;

  Loads(Stage stage, int seconds) {
    this.stage = stage;
    this.c2 = new Spoke("c2", stage);
    this.seconds = seconds;
    new Random(7).nextBytes(noise);
  }

  Spoke c2() {
    return c2;
  }

  /** Takes what there is for it, so that it has nothing to be told. */
  void drain() throws Exception {
    long before = -1;
    while (c2.applied() > before) {
      before = c2.applied();
      c2.send(null, 60);
    }
  }

  /** Text that no compression makes much smaller. */
  private String text(int characters) {
    int bytes = characters * 3 / 4;
    at = (at + 104_729) % (noise.length - bytes);
    return Base64.getEncoder().encodeToString(Arrays.copyOfRange(noise, at, at + bytes));
  }

  /** An honest changeset of about so much on the wire, in values of 4 MiB. */
  String document(int megabytes) throws Exception {
    Spoke.Document document = c2.document(0, out -> {
      for (int i = 0; i < megabytes / 3; i++) {
        insert(out, 2_000_000_000L + i, 4 * MIB);
      }
    });
    Attack.say("document: written");
    double size = Files.size(document.file()) / (double) MIB;
    Wire.Answer answer = c2.send(document, 900);
    Files.delete(document.file());
    long rows = stage.number("hq", "select count(*) from item where id >= 2000000000");
    return "%.0f MB on the wire: %s in %.0f s, %d of %d rows at the hub %s".formatted(size, answer.outcome(), answer.seconds(), rows, megabytes / 3, refusal(answer));
  }

  private static String refusal(Wire.Answer answer) {
    return answer.status() == 200 || answer.status() == 204 || answer.status() <= 0 ? "" : "(" + answer.text() + ")";
  }

  private void insert(ChangesetFile.Output out, long id, int characters) throws IOException {
    out.write(new Item.Begin("" + id, Instant.now()));
    out.write(new Item.Change(Spoke.ITEM, null, Row.of("" + id, "c2", "0", text(characters))));
    out.write(new Item.End());
  }

  /** One transaction of many big rows, first at the spoke, then at the hub. */
  String rows(int count) throws Exception {
    return "to the hub: " + rows("c1", "hq", 3_000_000_000L, count) + "; to the spoke: " + rows("hq", "c1", 4_000_000_000L, count);
  }

  private String rows(String from, String to, long first, int count) throws Exception {
    try (Connection c = stage.connect(from)) {
      c.setAutoCommit(false);
      try (PreparedStatement s = c.prepareStatement("insert into item(id, site, qty, note) values (?, 'c1', 0, ?)")) {
        for (int i = 0; i < count; i++) {
          s.setLong(1, first + i);
          s.setString(2, text(MIB));
          s.executeUpdate();
        }
      }
      c.commit();
    }
    long start = System.nanoTime();
    boolean came = Stage.within(() -> {
      Thread.sleep(500);
      return !stage.hub.alive() || !stage.spoke.alive() || stage.number(to, "select count(*) from item where id >= %d and id < %d".formatted(first, first + count)) == count;
    }, 300);
    String ended = !stage.hub.alive() ? "hub ended with " + stage.hub.exit() : !stage.spoke.alive() ? "spoke ended with " + stage.spoke.exit() : came ? "all" : "not all";
    return "%s of %d rows of 1 MiB after %.0f s".formatted(ended, count, (System.nanoTime() - start) / 1e9);
  }

  /** A partner that asks for all of its rows in each of its changesets. */
  String requests() throws Exception {
    return repeat(100, i -> c2.items(new Item.Request(Item.Request.What.LOAD, false, c2.applied())));
  }

  /** Changesets for which an earlier one is missing, 2 MB each. */
  String early() throws Exception {
    double before = Stage.size(stage.hub.folder());
    String ends = repeat(200, i -> c2.document(1 + i, out -> insert(out, 5_000_000_000L + i, 2 * MIB)));
    return "%s; the hub's folder grew by %.0f MB".formatted(ends, Stage.size(stage.hub.folder()) - before);
  }

  /** Rows that can't be written: their parents are not there. */
  String parked() throws Exception {
    String ends = repeat(20, i -> c2.document(0, out -> {
      out.write(new Item.Begin("" + i, Instant.now()));
      for (int row = 0; row < 1000; row++) {
        out.write(new Item.Change(Spoke.LINE, null, Row.of("" + (i * 1000 + row), "-1", "c2", "no parent")));
      }
      out.write(new Item.End());
    }));
    return "%s; %d rows parked".formatted(ends, stage.number("hq", "select count(*) from bactrian_wait"));
  }

  private interface Next {
    Spoke.Document document(int i) throws IOException;
  }

  private String repeat(int times, Next next) throws Exception {
    Map<String, Integer> ends = new TreeMap<>();
    String last = "";
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    for (int i = 0; i < times && System.nanoTime() < end; i++) {
      Spoke.Document document = next.document(i);
      Wire.Answer answer = document.number() == c2.header(0).number() ? c2.send(document, seconds) : Wire.post(stage.port(), c2.headers(0) + "Content-Length: " + Files.size(document.file()) + "\r\n", document.file(), seconds);
      Files.delete(document.file());
      ends.merge(answer.outcome(), 1, Integer::sum);
      last = refusal(answer).isEmpty() ? last : refusal(answer);
    }
    return ends + " " + last;
  }
}

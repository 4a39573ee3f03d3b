package fuzz;

import attack.Attack;
import attack.Spoke;
import attack.Stage;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** Plays a little scenario between hub and spoke, and keeps what they said: heads of requests, and documents. */
final class Recording {
  private static final int LONGEST = 12_000;
  private static final Pattern ENTRY = Pattern.compile("<(insert|update|delete|verdict|present)\\b.*?</\\1>\\s*", Pattern.DOTALL);

  private final Stage stage;
  private final List<String> heads = new ArrayList<>();
  private final Map<String, byte[]> documents = new LinkedHashMap<>();

  Recording(Stage stage) {
    this.stage = stage;
  }

  List<String> heads() {
    return heads;
  }

  List<byte[]> documents() {
    return List.copyOf(documents.values());
  }

  void play(Tape tape) throws Exception {
    for (String id : List.of("hq", "c1")) {
      long first = id.equals("hq") ? 100_000 : 200_000;
      stage.execute(id, "insert into kinds select %d + g, 'c1', g, g / 3.0, g / 7.0, g %% 2 = 0, decode(md5('' || g), 'hex'), date '2026-01-31' + g, timestamptz '2026-01-31 12:00:00.123456+01' + g * interval '1 hour', make_interval(days => g, secs => g), md5('' || g)::uuid, jsonb_build_object('a', g), array[g, null, -g] from generate_series(1, 4) g".formatted(first));
      stage.execute(id, "insert into kinds(id, site) values (%d, 'c1')".formatted(first));
      stage.execute(id, "insert into item values (%d, 'c1', null, e'<&>\"\\' \\x07 \\r\\n \\\\ é 😀')".formatted(first));
      stage.execute(id, "insert into line select %d + g, %d, 'c1', 'line' from generate_series(1, 3) g".formatted(first, first));
      stage.execute(id, "update item set note = note || '!', qty = qty + 1 where id %% 40 = %d".formatted(id.equals("hq") ? 5 : 15));
    }
    // both change the same rows: conflicts, verdicts
    for (int i = 0; i < 5; i++) {
      for (String id : List.of("hq", "c1")) {
        stage.execute(id, "update item set note = 'both %s %d', qty = %d where id <= 100".formatted(id, i, i));
        stage.execute(id, "delete from item where id = %d".formatted(200 + 5 * i));
      }
      stage.execute("c1", "insert into line values (%d, %d, 'c1', 'its parent goes')".formatted(300_000 + i, 300 + 5 * i));
      stage.execute("hq", "delete from item where id = %d".formatted(300 + 5 * i));
    }
    stage.execute("hq", "update item set site = 'c2' where id = 400");
    stage.execute("hq", "insert into item select 500000 + g, 'f1', g, 'by file' from generate_series(1, 5) g");
    settle();
    stage.hub.command("load", "c1", "--yes");
    settle();
    Thread.sleep(3_000); // what only confirms
    keep(tape);
    documents.put("everything", everything());
    Map<String, Integer> kinds = new TreeMap<>();
    for (byte[] document : documents.values()) {
      String text = new String(document, StandardCharsets.UTF_8);
      Attack.detail("%d bytes:%n%s", document.length, text);
      for (String kind : List.of("<insert", "<update", "<delete", "<verdict", "parked=\"true\"", "<present", "<request", "<marker")) {
        kinds.merge(kind, text.contains(kind) ? 1 : 0, Integer::sum);
      }
    }
    Attack.say("recorded %d heads and %d documents: %s", heads.size(), documents.size(), kinds);
  }

  private void settle() throws Exception {
    boolean equal = Stage.within(() -> {
      Thread.sleep(2_000);
      return stage.number("c1", "select count(*) from bactrian_change") == 0 && stage.number("hq", "select count(*) from bactrian_change") == 0 && Watch.rows(stage, "c1").equals(Watch.rows(stage, "hq"));
    }, 180);
    if (!equal) {
      throw new IllegalStateException("hub and spoke are not in step:\n" + Watch.rows(stage, "hq") + "\n" + Watch.rows(stage, "c1"));
    }
  }

  private void keep(Tape tape) throws IOException {
    for (Tape.Message message : tape.messages()) {
      if (message.head().startsWith("POST") && heads.size() < 200) {
        heads.add(message.head());
      }
      byte[] body = message.body();
      if (body.length > 2 && body[0] == 0x1f) {
        keep(body);
      }
    }
    try (var files = Files.newDirectoryStream(stage.hub.folder().resolve("to-f1/new"), "*.gz")) {
      for (var file : files) {
        keep(Files.readAllBytes(file));
      }
    }
  }

  /** The same with at most two entries of a kind: quicker to read, and all the rest is there. */
  private static byte[] brief(byte[] xml) {
    Map<String, Integer> seen = new TreeMap<>();
    return ENTRY.matcher(new String(xml, StandardCharsets.UTF_8))
        .replaceAll(m -> seen.merge(m.group().replaceAll("(?s)(\\w+)( [^>]*)?>.*|<", "$1"), 1, Integer::sum) > 2 ? "" : Matcher.quoteReplacement(m.group()))
        .getBytes(StandardCharsets.UTF_8);
  }

  private void keep(byte[] gzip) throws IOException {
    byte[] xml = new GZIPInputStream(new ByteArrayInputStream(gzip)).readNBytes(1 << 20);
    for (byte[] one : List.of(xml, brief(xml))) {
      if (one.length <= LONGEST) {
        documents.put(new String(one, StandardCharsets.UTF_8), one);
      }
    }
  }

  /** One of each kind of item, in a few lines. */
  private byte[] everything() throws IOException {
    Row row = Row.of("7", "c2", "1", "Fish & Sons c4n4ry");
    Row other = Row.of("7", "c2", null, "a bell \u0007, a backslash \\ and\r\na line");
    Spoke.Document written = new Spoke("c2", stage).document(0, out -> {
      out.write(new Item.Begin("1", Instant.now()));
      for (Item item : List.of(new Item.Change(Spoke.ITEM, null, row), new Item.Change(Spoke.ITEM, row, other), new Item.Change(Spoke.LINE, null, Row.of("8", "7", "c2", "x")),
          new Item.Change(Spoke.LINE, Row.of("8", "7", "c2", "x"), null), new Item.Change(Spoke.ITEM, other, null), new Item.Marker(1, 1), new Item.Present(Spoke.ITEM, row, true),
          new Item.Verdict("item", Key.of("7"), 1, false, List.of(new Item.Image(Spoke.ITEM, row))), new Item.Verdict("item", Key.of("7"), 1, true, List.of()), new Item.Request(Item.Request.What.CHECK, false, 1))) {
        out.write(item);
      }
      out.write(new Item.End());
    });
    try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(written.file()))) {
      return in.readAllBytes();
    } finally {
      Files.delete(written.file());
    }
  }

  /** The same document with its rows those of another site. */
  static byte[] owned(byte[] xml, String site) {
    return new String(xml, StandardCharsets.UTF_8).replace("<v>c1</v>", "<v>" + site + "</v>").getBytes(StandardCharsets.UTF_8);
  }

  /** The same document as the next one of another stream. */
  static byte[] addressed(byte[] xml, Header header) {
    return new String(xml, StandardCharsets.UTF_8)
        .replaceFirst("(<changeset xmlns=\"[^\"]*\")[^>]*>",
            "$1 source=\"%s\" destination=\"%s\" incarnation=\"%d\" number=\"%d\" previous=\"%s\" acknowledged=\"%d\" system=\"bench\" schemaVersion=\"1\">"
                .formatted(header.source(), header.destination(), header.incarnation(), header.number(), header.previous(), header.acknowledged()))
        .getBytes(StandardCharsets.UTF_8);
  }
}

package io.bactrian.convergence;

import io.bactrian.apply.StreamState;
import io.bactrian.changeset.ChangesetFile;
import io.bactrian.changeset.ChangesetReader;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Limits;
import io.bactrian.exchange.RejectedChangesetException;
import io.bactrian.exchange.StreamStoppedException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A hostile spoke, which does not run this product. It sends arbitrary documents, knows the hub's
 * rows, and reads what it receives. It must not be able to change a row that it does not see, break
 * a guarantee for other sites, or learn anything from the answers.
 */
final class Liar {
  final String id;
  private final History history;
  private final Random random;
  private final Lies lies;
  private final Set<Long> read = new HashSet<>();
  private Header last;

  Liar(String id, History history, Random random) {
    this.id = id;
    this.history = history;
    this.random = random;
    lies = new Lies(id, history.hub.database, history.world.shape(), random);
  }

  /** Sends a document or two, and reads what there is for it. */
  void acts() {
    for (int n = 1 + random.nextInt(2); n > 0; n--) {
      byte[] document = document();
      history.tell(() -> id + "→hq lies: " + last + ", " + lies.told);
      history.at(history.hub, () -> arrives(document));
    }
    if (random.nextInt(3) == 0) {
      history.at(history.hub, this::reads);
    }
  }

  /** The hub may refuse what it says, and must not stumble. */
  private void arrives(byte[] document) throws IOException {
    try {
      history.hub.process.apply(id, document);
    } catch (RejectedChangesetException refused) {
      history.tell(() -> "  " + refused.getMessage());
    }
  }

  private void reads() throws IOException {
    try {
      history.hub.process.watchOutbox();
      history.hub.process.send(id, this::look);
    } catch (StreamStoppedException stopped) {
      history.tell(() -> "  " + stopped.getMessage());
    }
  }

  private void look(byte[] document) {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(document));
        ChangesetReader items = new ChangesetReader(in, Limits.DEFAULT)) {
      List<Item> all = new ArrayList<>();
      items.forEachRemaining(all::add);
      if (read.add(items.header().number())) {
        history.world.ledger().read(items.header(), all);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private byte[] document() {
    Path file = history.world.spool().resolve("lies");
    try {
      Files.createDirectories(history.world.spool());
      last = header();
      try (ChangesetFile.Output out = ChangesetFile.write(file, last)) {
        for (Item item : lies.some()) {
          out.write(item);
        }
        out.finish();
      }
      return random.nextInt(20) == 0 ? forged(Files.readAllBytes(file)) : Files.readAllBytes(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** One that would be taken, with a false word in it now and then. */
  private Header header() {
    StreamState at = history.hub.database.streams.get(id);
    long number = at == null ? 1 : at.number() + 1;
    String previous = at == null ? Header.NO_HASH : at.hash();
    switch (random.nextInt(30)) {
      case 0 -> number = Header.first(1 + random.nextInt(5) * 1_000L);
      case 1 -> number = Math.max(1, number + random.nextInt(5) - 2);
      case 2 -> previous = "0123456789abcdef".repeat(4);
      default -> {}
    }
    if (number == Header.first(Header.incarnation(number))) {
      previous = Header.NO_HASH;
    }
    return new Header(
        random.nextInt(40) == 0 ? "c0" : id,
        random.nextInt(40) == 0 ? "c0" : "hq",
        Header.incarnation(number),
        number,
        previous,
        acknowledged(),
        random.nextInt(40) == 0 ? "another" : "system",
        random.nextInt(4) == 0 ? "w" : "v");
  }

  /** With something in its header that no product would write. */
  private byte[] forged(byte[] document) throws IOException {
    String text;
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(document))) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    String forged =
        switch (random.nextInt(5)) {
          case 0 -> text.replaceFirst(" incarnation=\"\\d+\"", " incarnation=\"999999999\"");
          case 1 -> text.replaceFirst(" number=\"\\d+\"", " number=\"10000000001\"");
          case 2 -> text.replaceFirst(" acknowledged=\"\\d+\"", " acknowledged=\"-1\"");
          case 3 ->
              text.replaceFirst(" number=\"\\d+\"", " number=\"10000000001\"")
                  .replaceFirst(" incarnation=\"\\d+\"", " incarnation=\"2\"");
          default ->
              text.replaceFirst(" previous=\"\\w+\"", " previous=\"" + "1".repeat(64) + "\"");
        };
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(forged.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private long acknowledged() {
    return switch (random.nextInt(12)) {
      case 0 -> Long.MAX_VALUE;
      case 1 -> Header.first(2 + random.nextInt(3));
      case 2 -> random.nextInt(40);
      case 3 -> 0;
      default -> read.stream().mapToLong(n -> n).max().orElse(0);
    };
  }
}

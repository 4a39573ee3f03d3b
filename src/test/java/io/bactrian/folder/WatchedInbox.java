package io.bactrian.folder;

import io.bactrian.changeset.ChangesetFile;
import io.bactrian.changeset.Limits;
import io.bactrian.changeset.MalformedChangesetException;
import io.bactrian.exchange.Backoff;
import io.bactrian.exchange.RejectedChangesetException;
import io.bactrian.monitor.Outage;
import io.bactrian.problem.Problem;
import io.bactrian.route.Outages;
import io.bactrian.route.Rejects;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.component.file.FileConsumer;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Assumptions;

/** An inbox whose time is moved, and whose files are taken as Camel's consumer takes them. */
final class WatchedInbox {
  /** Something done while a file is read. */
  @FunctionalInterface
  interface Meanwhile {
    void happens() throws IOException;
  }

  final Places places;
  final Inbox inbox;
  boolean cutShort;
  String refused;
  Meanwhile meanwhile = () -> {};
  private final Outages outages;
  private Instant now = Instant.now();

  WatchedInbox(Path dir) {
    this(dir, dir.resolve("done"), dir.resolve("rejected"));
  }

  WatchedInbox(Path dir, Path done, Path rejected) {
    places = new Places(dir.resolve("new"), done, rejected, Set.of());
    Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(1), () -> 0);
    outages = new Outages(backoff, this::now, () -> {});
    inbox = new Inbox("hq", places, Duration.ofSeconds(30), outages, this::now);
  }

  Instant now() {
    return now;
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  List<Outage> failing() {
    return outages.now();
  }

  /** Looks, and lets all that may be read go through; tells their paths by name. */
  List<String> taken() throws IOException {
    List<String> taken = new ArrayList<>();
    if (!inbox.look()) {
      return taken;
    }
    try (Stream<Path> all = Files.walk(places.inbox())) {
      for (Path file : all.sorted(Comparator.comparing(Path::getFileName)).toList()) {
        String at = places.inbox().relativize(file).toString();
        if (Files.isRegularFile(file) && inbox.accept(camel(at)) && take(at) != null) {
          taken.add(at);
        }
      }
    }
    return taken;
  }

  /** What is read of one, or null when it is not given. */
  String take(String at) throws IOException {
    GenericFile<File> file = camel(at);
    try (DefaultCamelContext context = new DefaultCamelContext()) {
      Exchange exchange = new DefaultExchange(context);
      if (!inbox.begin(null, null, exchange, file)) {
        return null;
      }
      FileDocument document = (FileDocument) exchange.getMessage().getBody();
      String text = new String(document.readAllBytes());
      meanwhile.happens();
      if (cutShort || refused != null) {
        exchange.setProperty(Rejects.REFUSED, refusal());
      }
      inbox.commit(null, null, exchange, file);
      return text;
    }
  }

  private RejectedChangesetException refusal() throws IOException {
    if (!cutShort) {
      return new RejectedChangesetException(Problem.of(refused));
    }
    Path received = Files.createTempFile("received", ".in");
    try {
      byte[] half = {0x1f, (byte) 0x8b};
      ChangesetFile.receive(new ByteArrayInputStream(half), received, Limits.DEFAULT);
      throw new IllegalStateException("half of a document was taken");
    } catch (MalformedChangesetException e) {
      return new RejectedChangesetException(Problem.of(e.getMessage()), e);
    } finally {
      Files.delete(received);
    }
  }

  private GenericFile<File> camel(String at) {
    String folder = places.inbox().toString();
    return FileConsumer.asGenericFile(folder, new File(folder, at), null, false);
  }

  String reason(String name) throws IOException {
    return Files.readString(places.rejected().resolve(name + ".reason.txt"));
  }

  static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  /** A folder from which nothing can be renamed to the other. */
  static Path otherDisk(Path than) throws IOException {
    Path memory = Path.of("/dev/shm");
    Assumptions.assumeTrue(
        Files.isWritable(memory) && !Files.getFileStore(memory).equals(Files.getFileStore(than)),
        "no second disk here");
    return Files.createTempDirectory(memory, "bactrian-test");
  }

  static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}

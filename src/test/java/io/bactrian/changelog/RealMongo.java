package io.bactrian.changelog;

import com.mongodb.ConnectionString;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.bactrian.wire.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.Assumptions;

/**
 * A real MongoDB server for tests: the one that {@code MONGODB_URI} names, or the binary that
 * {@code MONGOD} names, started once in this JVM as a replica set of one and stopped at its exit.
 * Without either, tests that ask for it are skipped.
 */
public final class RealMongo {
  private static final String UNIQUE = Long.toHexString(System.nanoTime());
  private static final AtomicInteger DATABASES = new AtomicInteger();

  /** Started when first asked for. */
  private static final class Holder {
    static final Optional<String> SERVER = server();
  }

  private RealMongo() {}

  /** Skips the class or test that asks when there is no server; best before all. */
  public static void assumeThere() {
    Assumptions.assumeTrue(
        Holder.SERVER.isPresent(),
        "no real MongoDB: set MONGOD to a mongod binary or MONGODB_URI to a server");
  }

  /** A new, empty database; the caller drops it. */
  public static ChangelogStore open() {
    return ChangelogStore.connect(uri(), "bactrian", Duration.ofSeconds(10));
  }

  /** URI of a new, empty database. */
  public static String uri() {
    assumeThere();
    String database = "bactrian_test_" + UNIQUE + "_" + DATABASES.incrementAndGet();
    String uri = Holder.SERVER.get();
    int query = uri.indexOf('?');
    String hosts = query < 0 ? uri : uri.substring(0, query);
    hosts = hosts.endsWith("/") ? hosts : hosts + "/";
    return hosts + database + (query < 0 ? "" : uri.substring(query));
  }

  /** The binary that {@code MONGOD} names, for a test that kills it; skips without. */
  public static String binary() {
    String binary = System.getenv("MONGOD");
    Assumptions.assumeTrue(binary != null && !binary.isBlank(), "set MONGOD to a mongod binary");
    return binary;
  }

  private static Optional<String> server() {
    String uri = System.getenv("MONGODB_URI");
    String binary = System.getenv("MONGOD");
    if (uri != null && !uri.isBlank()) {
      return Optional.of(announced(uri));
    }
    return binary == null || binary.isBlank() ? Optional.empty() : Optional.of(start(binary));
  }

  private static String start(String binary) {
    try {
      Path folder = Files.createTempDirectory("mongod");
      int port = FreePort.next();
      Process process = Mongod.start(binary, folder, port);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(process, folder)));
      Mongod.initiate(port);
      return announced(Mongod.uri(port));
    } catch (IOException e) {
      throw new UncheckedIOException("The binary that MONGOD names does not start.", e);
    }
  }

  private static String announced(String uri) {
    try (MongoClient client = MongoClients.create(uri)) {
      String version =
          client.getDatabase("admin").runCommand(new Document("buildInfo", 1)).getString("version");
      System.out.println(
          "Real MongoDB " + version + " used: " + new ConnectionString(uri).getHosts());
    }
    return uri;
  }

  private static void stop(Process process, Path folder) {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      System.err.println("left behind: " + folder + " (" + e + ")");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package io.bactrian.changelog;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoException;
import com.mongodb.MongoSecurityException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.ServerAddress;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Indexes;
import io.bactrian.changelog.embedded.EmbeddedAccess;
import io.bactrian.changelog.embedded.EmbeddedServer;
import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.bson.Document;

/**
 * The database of changelog, changesets and conflicts: a MongoDB server or the embedded one. Reads
 * go to the primary; writes use majority and journal unless a caller chooses otherwise.
 * Thread-safe; close it after everything that uses it.
 *
 * <p><b>What the embedded store survives.</b> A journaled write is written and synced to the file
 * before it is acknowledged, and the file changes by whole commands in order. After {@code kill -9}
 * or a power cut, everything acknowledged by a journaled write is there; of later commands, a
 * prefix survives and no command is torn. A second process that opens the folder, such as the
 * command line, connects to the first one; its writes are as durable, but it can write only while
 * the first process runs.
 */
public final class ChangelogStore implements AutoCloseable {
  private static final String DATABASE = "bactrian";
  private static final WriteConcern DURABLE = WriteConcern.MAJORITY.withJournal(true);

  /** How long an answer may take, unless the URI says otherwise; then the connection is broken. */
  private static final Duration SILENCE = Duration.ofSeconds(15);

  /** The same for commands that read a whole collection. */
  private static final Duration LONG_SILENCE = Duration.ofMinutes(10);

  /** Shorter than the silence: after one, connections that went silent with it are not used. */
  private static final Duration IDLE = Duration.ofSeconds(10);

  private static final Duration HEARTBEAT = Duration.ofSeconds(5);

  private final MongoClientSettings settings;
  private final MongoClient client;
  private final MongoDatabase database;
  private final Optional<EmbeddedServer> server;
  private final boolean embedded;

  /** Made when it is needed. */
  private MongoClient patient;

  private ChangelogStore(
      MongoClientSettings settings,
      String database,
      Optional<EmbeddedServer> server,
      boolean embedded) {
    this.settings = settings;
    this.client = MongoClients.create(settings);
    this.database = client.getDatabase(database);
    this.server = server;
    this.embedded = embedded;
  }

  /**
   * @param location {@code embedded}, or a {@code mongodb://} or {@code mongodb+srv://} URI
   * @param database its name, used when the URI's path has none
   * @param folder of the embedded store; created when missing
   * @param patience how long to wait for the server
   * @throws ProblemException when it does not answer; the message names hosts, never a password
   */
  public static ChangelogStore open(
      String location, String database, Path folder, Duration patience) {
    return location.equals("embedded")
        ? embedded(folder, patience)
        : connect(location, database, patience);
  }

  /** Connects to a MongoDB server; see {@link #open}. */
  public static ChangelogStore connect(String uri, String database, Duration patience) {
    ConnectionString parsed = new ConnectionString(uri);
    String named = parsed.getDatabase() == null ? database : parsed.getDatabase();
    return connected(
        MongoClientSettings.builder()
            .applyToSocketSettings(socket -> socket.readTimeout(SILENCE.toMillis(), MILLISECONDS))
            .applyToConnectionPoolSettings(
                pool -> pool.maxConnectionIdleTime(IDLE.toMillis(), MILLISECONDS))
            .applyToServerSettings(
                server -> server.heartbeatFrequency(HEARTBEAT.toMillis(), MILLISECONDS))
            .applyConnectionString(parsed),
        String.join(", ", parsed.getHosts()),
        patience,
        named,
        Optional.empty(),
        false);
  }

  /**
   * Opens the embedded store of this folder: serves it, or connects to the process that already
   * does. See {@link #open}.
   */
  public static ChangelogStore embedded(Path folder, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    Optional<EmbeddedServer> server = EmbeddedServer.start(folder);
    while (server.isEmpty()) {
      Optional<EmbeddedAccess> access = EmbeddedAccess.read(folder);
      if (access.isPresent()) {
        return client(access.get(), patience, Optional.empty());
      }
      if (System.nanoTime() > deadline) {
        throw Problem.of(
                "The embedded changelog in %s is locked by another process that does not serve it.",
                folder)
            .follows("Nothing was opened.")
            .toDo("Look for a process that still stops or starts there, or copies the file.")
            .exception();
      }
      LockSupport.parkNanos(20_000_000);
      server = EmbeddedServer.start(folder);
    }
    return client(server.get().access(), patience, server);
  }

  /**
   * Sends the secret first on each connection, as a proxy password, to the gate of the embedded
   * server.
   */
  private static ChangelogStore client(
      EmbeddedAccess access, Duration patience, Optional<EmbeddedServer> server) {
    ServerAddress address = new ServerAddress(EmbeddedAccess.LOOPBACK, access.port());
    MongoClientSettings.Builder settings =
        MongoClientSettings.builder()
            .applyToClusterSettings(cluster -> cluster.hosts(List.of(address)))
            .applyToSocketSettings(
                socket ->
                    socket.applyToProxySettings(
                        gate ->
                            gate.host(address.getHost())
                                .port(address.getPort())
                                .username(EmbeddedAccess.USER)
                                .password(access.secret())));
    return connected(settings, address.toString(), patience, DATABASE, server, true);
  }

  private static ChangelogStore connected(
      MongoClientSettings.Builder where,
      String hosts,
      Duration patience,
      String database,
      Optional<EmbeddedServer> server,
      boolean embedded) {
    MongoClientSettings settings =
        where
            .applicationName("bactrian")
            .writeConcern(DURABLE)
            .readConcern(ReadConcern.MAJORITY)
            .readPreference(ReadPreference.primary())
            .applyToClusterSettings(
                c -> c.serverSelectionTimeout(patience.toMillis(), MILLISECONDS))
            .build();
    ChangelogStore store = new ChangelogStore(settings, database, server, embedded);
    try {
      store.database.runCommand(new Document("ping", 1));
      return store;
    } catch (MongoException e) {
      store.close();
      throw Problem.of(
              "MongoDB at %s did not answer within %d s (%s).",
              hosts, patience.toSeconds(), e.getClass().getSimpleName())
          .follows("Nothing was read or written.")
          .toDo(
              "Check that it runs, that its replica set has a primary, and user, password and TLS in the setting of the changelog.")
          .passes(!(e instanceof MongoSecurityException))
          .exception(e);
    }
  }

  public MongoClient client() {
    return client;
  }

  public MongoDatabase database() {
    return database;
  }

  /**
   * The same database, for commands that may read a whole collection for minutes before the server
   * answers. Nothing that others wait for may use it: a connection that has gone silent is noticed
   * as late.
   */
  synchronized MongoDatabase patient() {
    int most = settings.getSocketSettings().getReadTimeout(MILLISECONDS);
    if (most != SILENCE.toMillis()) {
      return database; // the embedded server, or the URI says how long
    }
    if (patient == null) {
      patient =
          MongoClients.create(
              MongoClientSettings.builder(settings)
                  .applyToSocketSettings(
                      socket -> socket.readTimeout(LONG_SILENCE.toMillis(), MILLISECONDS))
                  .build());
    }
    return patient.getDatabase(database.getName());
  }

  /**
   * Write concern for blocks, which become part of the changelog only when the head moves. A
   * MongoDB server must not lose them in a failover after that; the embedded server flushes them
   * together with the head.
   */
  public WriteConcern blocks() {
    return embedded ? WriteConcern.W1 : DURABLE;
  }

  /** {@link #blocks()} as the option value of a camel-mongodb endpoint. */
  public String blocksByName() {
    return embedded ? "W1" : "MAJORITY";
  }

  /** Creates an index on a MongoDB server; the embedded server has only the one on {@code _id}. */
  public void index(String collection, String... fields) {
    if (!embedded) {
      database.getCollection(collection).createIndex(Indexes.ascending(fields));
    }
  }

  /** Whether this process serves the embedded store. */
  public boolean serving() {
    return server.isPresent();
  }

  /**
   * Also stops the embedded server if this process serves it, which disconnects other processes.
   */
  @Override
  public synchronized void close() {
    if (patient != null) {
      patient.close();
    }
    client.close();
    server.ifPresent(EmbeddedServer::close);
  }
}

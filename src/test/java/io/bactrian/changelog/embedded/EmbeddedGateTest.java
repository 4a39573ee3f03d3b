package io.bactrian.changelog.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoClientSettings;
import com.mongodb.MongoException;
import com.mongodb.ServerAddress;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.bactrian.changelog.ChangelogStore;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who reaches the port of the embedded store on this machine gets nothing without its secret. */
@Timeout(60)
final class EmbeddedGateTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  @TempDir Path folder;

  @Test
  void the_secret_stands_in_a_file_of_the_owner_alone_and_is_another_at_each_start()
      throws Exception {
    List<String> secrets = new ArrayList<>();
    for (int start = 0; start < 2; start++) {
      try (ChangelogStore store = ChangelogStore.embedded(folder.resolve("log"), PATIENCE)) {
        store.database().getCollection("c").insertOne(new Document("_id", start));
        secrets.add(access().secret());
        for (Path file : files()) {
          assertThat(rights(file)).as(file.toString()).isEqualTo("rw-------");
        }
        assertThat(rights(folder.resolve("log"))).isEqualTo("rwx------");
        assertThat(access().toString()).doesNotContain(access().secret());
      }
    }
    assertThat(secrets).doesNotHaveDuplicates().allMatch(secret -> secret.length() >= 43);
    assertThat(EmbeddedAccess.file(folder.resolve("log"))).doesNotExist();
  }

  @Test
  void without_the_secret_no_command_is_answered() throws Exception {
    try (ChangelogStore store = ChangelogStore.embedded(folder.resolve("log"), PATIENCE)) {
      String secret = access().secret();
      List<String> guesses =
          List.of("x".repeat(secret.length()), " ", secret.substring(0, 42), secret + "x");
      assertThatThrownBy(() -> read(Optional.empty())).isInstanceOf(MongoException.class);
      for (String guess : guesses) {
        assertThatThrownBy(() -> read(Optional.of(guess))).isInstanceOf(MongoException.class);
      }
      assertThat(read(Optional.of(secret))).isNotNull();
      assertThat(store.database().runCommand(new Document("ping", 1))).isNotEmpty();
    }
  }

  @Test
  void whatever_bytes_a_stranger_says_first_the_answer_is_never_more_than_a_refusal()
      throws Exception {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    try (ChangelogStore store = ChangelogStore.embedded(folder.resolve("log"), PATIENCE)) {
      for (int i = 0; i < 300; i++) {
        byte[] said = new byte[random.nextInt(700)];
        random.nextBytes(said);
        if (i % 3 == 0) {
          said = begun(said);
        }
        assertThat(answer(said)).hasSizeLessThanOrEqualTo(4).doesNotContain('o', 'k');
      }
      // past the password step without a password, and the command at once
      assertThat(HexFormat.of().formatHex(answer(hex("050100" + "05010003013100ff"))))
          .isIn("", "05ff");
      assertThat(HexFormat.of().formatHex(answer(hex("050102" + "05010003013100ff"))))
          .isIn("", "0502");
      assertThat(store.database().runCommand(new Document("ping", 1))).isNotEmpty();
    }
  }

  @Test
  void five_hundred_silent_connections_keep_nobody_out_who_knows_the_secret() throws Exception {
    List<Socket> silent = new ArrayList<>();
    try (ChangelogStore store = ChangelogStore.embedded(folder.resolve("log"), PATIENCE)) {
      for (int i = 0; i < 500; i++) {
        silent.add(new Socket(InetAddress.getLoopbackAddress(), access().port()));
      }
      try (ChangelogStore second = ChangelogStore.embedded(folder.resolve("log"), PATIENCE)) {
        assertThat(second.serving()).isFalse();
        second.database().getCollection("c").insertOne(new Document("_id", 1));
      }
      assertThat(store.database().getCollection("c").countDocuments()).isEqualTo(1);
      long ended = silent.stream().filter(EmbeddedGateTest::ended).count();
      assertThat(ended).isGreaterThanOrEqualTo(500 - 65);
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  @Test
  void a_file_of_a_process_that_is_gone_is_believed_by_nobody() throws Exception {
    Process gone = new ProcessBuilder("true").start();
    gone.waitFor(10, TimeUnit.SECONDS);
    new EmbeddedAccess(1, "s", ProcessHandle.current().pid()).publish(folder);
    assertThat(EmbeddedAccess.read(folder)).isPresent();
    new EmbeddedAccess(1, "s", gone.pid()).publish(folder);
    assertThat(EmbeddedAccess.read(folder)).isEmpty();
    for (String broken : List.of("", "port=1", "port=x\nsecret=s\nprocess=1", "\\u00", "1\n")) {
      Files.writeString(EmbeddedAccess.file(folder), broken);
      assertThat(EmbeddedAccess.read(folder)).as(broken).isEqualTo(Optional.empty());
    }
  }

  private EmbeddedAccess access() {
    return EmbeddedAccess.read(folder.resolve("log")).orElseThrow();
  }

  private List<Path> files() throws Exception {
    try (var files = Files.list(folder.resolve("log"))) {
      return files.toList();
    }
  }

  private static String rights(Path path) throws Exception {
    return java.nio.file.attribute.PosixFilePermissions.toString(
        Files.getPosixFilePermissions(path));
  }

  private Document read(Optional<String> secret) {
    MongoClientSettings.Builder settings = MongoClientSettings.builder();
    settings.applyToClusterSettings(
        cluster ->
            cluster
                .hosts(List.of(new ServerAddress("127.0.0.1", access().port())))
                .serverSelectionTimeout(300, TimeUnit.MILLISECONDS));
    secret.ifPresent(
        said ->
            settings.applyToSocketSettings(
                socket ->
                    socket.applyToProxySettings(
                        proxy ->
                            proxy
                                .host("127.0.0.1")
                                .port(access().port())
                                .username("bactrian")
                                .password(said))));
    try (MongoClient client = MongoClients.create(settings.build())) {
      return client.getDatabase("bactrian").runCommand(new Document("listCollections", 1));
    }
  }

  /** As a SOCKS5 client with a password begins, then something else. */
  private static byte[] begun(byte[] rest) {
    byte[] said = new byte[rest.length + 3];
    System.arraycopy(hex("050102"), 0, said, 0, 3);
    System.arraycopy(rest, 0, said, 3, rest.length);
    return said;
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  /** All that comes back until the other side ends it, or has nothing more to say for a moment. */
  private byte[] answer(byte[] said) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), access().port())) {
      OutputStream out = socket.getOutputStream();
      InputStream in = socket.getInputStream();
      try {
        out.write(said);
        socket.shutdownOutput();
        return in.readAllBytes();
      } catch (java.net.SocketException reset) {
        return "".getBytes(StandardCharsets.UTF_8);
      }
    }
  }

  private static boolean ended(Socket socket) {
    try {
      socket.setSoTimeout(1);
      return socket.getInputStream().read() < 0;
    } catch (java.net.SocketTimeoutException open) {
      return false;
    } catch (java.io.IOException reset) {
      return true;
    }
  }
}

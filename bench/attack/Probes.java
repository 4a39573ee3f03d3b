package attack;

import com.mongodb.client.MongoClients;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Row;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Every way to speak, or to look, without the right to. */
final class Probes {
  private final Stage stage;
  private final List<String> passed = new ArrayList<>();
  private int tried;

  Probes(Stage stage) {
    this.stage = stage;
  }

  String all() throws Exception {
    waitForFile();
    long sent = pending("f1");
    String c2 = "Authorization: Bearer " + stage.token("c2") + "\r\n";
    http("no name, no token", "");
    http("an unknown name, no token", "Bactrian-Site: c99\r\n");
    http("an unknown name with c2's token", "Bactrian-Site: c99\r\n" + c2);
    http("c1 without a token", "Bactrian-Site: c1\r\n");
    http("c1 with an empty token", "Bactrian-Site: c1\r\nAuthorization: Bearer \r\n");
    http("c1 with a wrong token", "Bactrian-Site: c1\r\nAuthorization: Bearer " + "A".repeat(43) + "\r\n");
    http("c1 with c2's token", "Bactrian-Site: c1\r\n" + c2);
    http("c1 with its token as Basic", "Bactrian-Site: c1\r\nAuthorization: Basic " + stage.token("c1") + "\r\n");
    http("c2, then c1, with c2's token", "Bactrian-Site: c2\r\nBactrian-Site: c1\r\n" + c2);
    http("c1, then c2, with c2's token", "Bactrian-Site: c1\r\nBactrian-Site: c2\r\n" + c2);
    http("c2 in capitals with c2's token", "Bactrian-Site: C2\r\n" + c2);
    http("the hub itself, no token", "Bactrian-Site: hq\r\n");
    http("the partner by files, no token: served its changesets", "Bactrian-Site: f1\r\n");
    http("the partner by files with c2's token", "Bactrian-Site: f1\r\n" + c2);
    document();
    http("the partner by files, no token, acknowledging", "Bactrian-Site: f1\r\nBactrian-Applied: 1\r\n");
    note("an acknowledgement by a stranger purged what the partner by files had not got", pending("f1") < sent);
    files();
    changelog();
    passed.forEach(one -> Attack.say("  passed: %s", one));
    return "%d of %d passed".formatted(passed.size(), tried);
  }

  private void note(String what, boolean happened) {
    tried++;
    if (happened) {
      passed.add(what);
    }
  }

  private void http(String what, String headers) {
    Wire.Answer answer = Wire.post(stage.port(), headers + "Bactrian-Wait: 0\r\nContent-Length: 0\r\n", null, 20);
    Attack.detail("%s: %s %s", what, answer.outcome(), answer.text());
    note(what + " (" + answer.outcome() + ")", answer.status() >= 200 && answer.status() < 300);
  }

  /** Something for f1 that it has not acknowledged. */
  private void waitForFile() throws Exception {
    stage.execute("hq", "insert into item values (-7, 'f1', 0, 'for f1 alone')");
    Stage.within(() -> Files.isDirectory(stage.hub.folder().resolve("to-f1/new")) && stage.hub.folder().resolve("to-f1/new").toFile().list().length > 0, 30);
  }

  private long pending(String partner) throws Exception {
    Matcher status = Pattern.compile("\"partner\":\"" + partner + "\"[^}]*?\"pendingChanges\":(\\d+)").matcher(stage.hub.command("status", "--json").replaceAll("\\s", ""));
    return status.find() ? Long.parseLong(status.group(1)) : -1;
  }

  private void document() throws Exception {
    Spoke.Document document = new Spoke("f1", stage).items(new Item.Change(Spoke.ITEM, null, Row.of("-8", "f1", "0", "by a stranger")));
    Wire.post(stage.port(), "Bactrian-Site: f1\r\nBactrian-Wait: 0\r\nContent-Length: " + Files.size(document.file()) + "\r\n", document.file(), 20);
    Files.delete(document.file());
    note("a stranger wrote a row in the name of the partner by files", stage.number("hq", "select count(*) from item where id = -8") > 0);
  }

  /** What another user of this machine could read. */
  private void files() throws IOException {
    Path folder = stage.hub.folder();
    for (Path file : List.of(folder, folder.resolve("changelog"), folder.resolve("changelog/changelog.port"), folder.resolve("changelog/changelog.mv"), folder.resolve("spool"), folder.resolve("running.json"))) {
      if (Files.exists(file)) {
        String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        note("others may read " + folder.getParent().relativize(file) + " (" + mode + ")", !mode.endsWith("---"));
      }
    }
  }

  /** Each port on which the hub listens, asked as if it were a MongoDB without passwords. */
  private void changelog() throws Exception {
    if (System.getProperty("user.name").equals("root")) {
      Process nobody = new ProcessBuilder("su", "-s", "/bin/sh", "nobody", "-c", "cat " + stage.hub.folder() + "/changelog/changelog.port").redirectErrorStream(true).start();
      String said = new String(nobody.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      note("nobody reads the changelog's port from its file", nobody.waitFor() == 0 && said.strip().matches("\\d+"));
    }
    List<Integer> open = new ArrayList<>();
    for (int port : listening(stage.hub.pid())) {
      if (port != stage.port() && readable(port)) {
        open.add(port);
      }
    }
    note("the changelog is read without a password", !open.isEmpty());
  }

  private static boolean readable(int port) {
    try (var client = MongoClients.create("mongodb://127.0.0.1:" + port + "/?directConnection=true&serverSelectionTimeoutMS=1500&connectTimeoutMS=1000&socketTimeoutMS=3000")) {
      for (String database : client.listDatabaseNames()) {
        for (String collection : client.getDatabase(database).listCollectionNames()) {
          if (client.getDatabase(database).getCollection(collection).find().first() != null) {
            return true;
          }
        }
      }
      return false;
    } catch (com.mongodb.MongoException refused) {
      Attack.detail("port %d: %s", port, refused.getMessage());
      return false;
    }
  }

  /** Any user sees them in /proc/net; root finds out whose they are. */
  private static Set<Integer> listening(long pid) throws IOException {
    Set<String> sockets = new TreeSet<>();
    try (var files = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
      for (Path file : files) {
        try {
          sockets.add(Files.readSymbolicLink(file).toString().replaceAll("\\D", ""));
        } catch (IOException closed) {
          Attack.detail("%s", closed);
        }
      }
    }
    Set<Integer> ports = new TreeSet<>();
    for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      for (String line : Files.readAllLines(Path.of(table))) {
        String[] fields = line.strip().split("\\s+");
        if (fields.length > 9 && fields[3].equals("0A") && sockets.contains(fields[9])) {
          ports.add(Integer.parseInt(fields[1].substring(fields[1].indexOf(':') + 1), 16));
        }
      }
    }
    return ports;
  }

  static void pause(int seconds) throws InterruptedException {
    TimeUnit.SECONDS.sleep(seconds);
  }
}

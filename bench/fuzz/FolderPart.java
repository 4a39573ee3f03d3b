package fuzz;

import attack.Attack;
import attack.Stage;
import io.bactrian.changeset.Header;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Files where a partner puts them, with contents, names and natures of all sorts. Each is taken away, soon. */
final class FolderPart implements Part {
  private static final int BOUND = 40;
  private static final List<String> ODD =
      List.of("a\nb", "a\u001b[31mb", "a\u202eb", "-rf", "~", "$(id)", "${body}", "$simple{file:name}", "{{site.id}}", "%2e%2e%2f", "a b (1)", "é\u0301", "😀", "x".repeat(240), "..", "a;b", "a'b\"c", "#", "?x=y", "a&b", "\u0001", "\\..\\..\\x", "C:", "NUL", "a.reason.txt");
  private static final List<String> ENDS = List.of(".xml.gz", ".XML.GZ", ".xml", ".gz", ".xml.gz.part", ".xml.gz.tmp", "", ".xml.gz ", ".Xml.Gz");

  private final Stage stage;
  private final Recording recording;
  private final Findings findings;
  private final LogWatch log;
  private final Path inbox;
  private final Path victim;
  private final Incoming stream;
  private int taken;
  private int rejected;

  FolderPart(Stage stage, Recording recording, Findings findings, LogWatch log) throws IOException {
    this.stage = stage;
    this.recording = recording;
    this.findings = findings;
    this.log = log;
    this.inbox = stage.hub.folder().resolve("from-f1/new");
    this.victim = Files.writeString(stage.folder().resolve("victim"), "mine");
    this.stream = new Incoming(stage, "f1");
  }

  @Override
  public String name() {
    return "folder";
  }

  @Override
  public String progress() {
    return "%d applied, %d rejected".formatted(taken, rejected);
  }

  @Override
  public int step(Random random) throws Exception {
    long before = stream.number();
    Set<String> others = around();
    List<String> put = new ArrayList<>();
    StringBuilder told = new StringBuilder();
    for (int i = random.nextInt(8) + 4; i > 0; i--) {
      put.add(put(random, told));
    }
    byte[] input = told.toString().getBytes(StandardCharsets.UTF_8);
    boolean gone = Stage.within(() -> left(put).isEmpty(), BOUND);
    log.look("folder", input);
    if (!gone) {
      List<String> left = left(put);
      for (String name : left) {
        findings.add("folder: lies there after %d s: %s".formatted(BOUND, nature(told, name)), told + "\nleft: " + left, input);
      }
      clear();
      boolean works = stage.hub.alive() && Stage.within(() -> sound(random), 30);
      if (!works) {
        findings.add("folder: after that, no good file is taken: " + left.stream().map(name -> nature(told, name)).sorted().distinct().toList(), told.toString(), input);
        Attack.say("the hub is started again");
        stage.hub.close();
        stage.hub.start();
        Stage.within(() -> sound(random), 60);
      }
    }
    if (stream.number() == before) {
      stream.again();
    } else {
      taken++;
    }
    Set<String> now = around();
    now.removeAll(others);
    if (!now.isEmpty() || !Files.readString(victim).equals("mine")) {
      findings.add("folder: something was written elsewhere", now + " " + Files.readString(victim), input);
      Files.writeString(victim, "mine");
    }
    clear();
    rejected += tidy("rejected") / 2;
    tidy("done");
    return put.size();
  }

  private String put(Random random, StringBuilder told) throws Exception {
    Header header = stream.next(0);
    byte[] xml = random.nextInt(3) == 0 ? Recording.addressed(Recording.owned(new Mutator(random, recording.documents()).any(), "f1"), header) : DocumentPart.document(random, recording, header);
    byte[] content = random.nextInt(3) == 0 ? Envelope.any(xml, random, new Mutator(random, recording.documents())) : Envelope.plain(xml);
    String end = random.nextInt(3) > 0 ? ".xml.gz" : ENDS.get(random.nextInt(ENDS.size()));
    String name = random.nextInt(3) > 0 ? "f1-hq-%d-%012d%s%s".formatted(header.incarnation(), header.number(), random.nextInt(3) == 0 ? "" : " (" + random.nextInt(1000) + ")", end) : ODD.get(random.nextInt(ODD.size())) + end;
    Path file = name.equals("..") ? inbox.resolve("...xml.gz") : inbox.resolve(name);
    String nature = "file";
    try {
      if (!Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
        Files.deleteIfExists(file); // a pipe of that name would keep us
      }
      switch (random.nextInt(14)) {
        case 0 -> {
          nature = "empty";
          Files.createFile(file);
        }
        case 1 -> {
          nature = "folder";
          Files.createDirectory(file);
        }
        case 2 -> {
          nature = "dangling link";
          Files.createSymbolicLink(file, Path.of("nowhere"));
        }
        case 3 -> {
          nature = "link to a file elsewhere";
          Files.createSymbolicLink(file, victim);
        }
        case 4 -> {
          nature = "pipe";
          new ProcessBuilder("mkfifo", file.toString()).start().waitFor();
        }
        case 5 -> {
          nature = "in a sub-folder";
          Files.createDirectories(inbox.resolve("sub"));
          file = inbox.resolve("sub").resolve(name);
          Files.deleteIfExists(file);
          Files.write(file, content);
        }
        case 6 -> {
          nature = "name that is no UTF-8";
          new ProcessBuilder("sh", "-c", "printf x > \"$1/$(printf 'a\\377\\376')" + end + "\"", "sh", inbox.toString()).start().waitFor();
        }
        case 7 -> {
          nature = "dated 2099";
          Files.write(file, content);
          Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2099-01-01T00:00:00Z")));
        }
        case 8 -> {
          nature = "not XML compressed";
          Files.write(file, xml);
        }
        case 9 -> {
          nature = "beside a link where its reason would be";
          Path reason = inbox.resolveSibling("rejected").resolve(file.getFileName() + ".reason.txt");
          Files.createDirectories(reason.getParent());
          Files.createSymbolicLink(reason, victim);
          Files.write(file, content);
        }
        default -> Files.write(file, content);
      }
    } catch (FileSystemException e) {
      nature = "not put: " + e.getClass().getSimpleName();
    }
    told.append(nature).append('|').append(end).append('|').append(name.replaceAll("\\R", "\\\\n")).append('\n');
    return inbox.relativize(file).toString();
  }

  /** What it was, by the notes of those that were put. */
  private static String nature(CharSequence told, String name) {
    String plain = name.replaceAll("\\R", "\\\\n").replaceFirst("^sub/", "");
    for (String line : told.toString().split("\n")) {
      String[] parts = line.split("\\|", 3);
      if (parts[2].equals(plain)) {
        return parts[0] + " named " + (plain.length() > 60 ? plain.length() + " characters" + parts[1] : plain.replaceAll("\\d+", "#"));
      }
    }
    return "name that is no UTF-8";
  }

  private boolean sound(Random random) throws Exception {
    Header header = stream.next(0);
    Path file = inbox.resolve("f1-hq-%d-%012d.xml.gz".formatted(header.incarnation(), header.number()));
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] xml = ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<changeset xmlns=\"urn:bactrian:changeset:1\" a=\"\"><transaction id=\"1\" at=\"2026-11-24T10:15:30Z\"><marker incarnation=\"1\" number=\"0\"/></transaction></changeset>").getBytes(StandardCharsets.UTF_8);
      Path part = stage.folder().resolve("part");
      Files.write(part, Envelope.plain(Recording.addressed(xml, header)));
      Files.move(part, file);
    }
    TimeUnit.MILLISECONDS.sleep(500);
    return stream.number() >= header.number();
  }

  /** Files that are someone else's by their names stay, and are counted; what begins with a dot is still being written. */
  private List<String> left(List<String> put) throws IOException {
    try (Stream<Path> all = Files.walk(inbox)) {
      return all.filter(file -> !file.equals(inbox) && !file.equals(inbox.resolve("sub"))).map(file -> inbox.relativize(file).toString()).filter(name -> put.contains(name) || name.contains("\uFFFD")).filter(name -> name.matches("(?is)(sub/)?[^.].*\\.xml(\\.gz)?")).toList();
    } catch (java.io.UncheckedIOException moved) {
      return put;
    }
  }

  /** Everything in the inbox goes; who waits at a pipe is let go. */
  private void clear() throws Exception {
    new ProcessBuilder("sh", "-c", "find \"$1\" -type p -exec sh -c 'timeout 1 sh -c \": > \\\"\\$1\\\"\" sh \"$1\"' sh {} \\; ; find \"$1\" -mindepth 1 -delete", "sh", inbox.toString()).start().waitFor();
  }

  private int tidy(String folder) throws IOException, InterruptedException {
    Path path = inbox.resolveSibling(folder);
    if (!Files.isDirectory(path)) {
      return 0;
    }
    int count = path.toFile().list().length;
    new ProcessBuilder("find", path.toString(), "-mindepth", "1", "-delete").start().waitFor();
    return count;
  }

  /** Everything in and beside the site's folder but where files belong. */
  private Set<String> around() throws IOException {
    Set<String> names = new TreeSet<>();
    for (Path folder : List.of(stage.folder(), stage.hub.folder(), inbox.getParent(), stage.hub.folder().resolve("transformers"))) {
      try (Stream<Path> all = Files.list(folder)) {
        all.map(Path::toString).filter(name -> !name.matches(".*/(spool|running\\.json.*|rejected|done|changelog|.*\\.out|document.*|part|retry|settling|to-f1|schemas)")).forEach(names::add);
      }
    }
    return names;
  }
}

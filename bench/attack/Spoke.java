package attack;

import io.bactrian.changeset.ChangesetFile;
import io.bactrian.changeset.Column;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Table;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** A partner of the hub without a process: it knows where both its streams are. For one thread. */
public final class Spoke {
  public static final Table ITEM =
      new Table("item",
          List.of(new Column("id", LogicalType.INTEGER, "int8", 0, -1, false, true), new Column("site", LogicalType.TEXT, "varchar(10)", 10, -1, true, false),
              new Column("qty", LogicalType.INTEGER, "int4", 0, -1, true, false), new Column("note", LogicalType.TEXT, "text", 0, -1, true, false)));
  public static final Table LINE =
      new Table("line",
          List.of(new Column("id", LogicalType.INTEGER, "int8", 0, -1, false, true), new Column("item", LogicalType.INTEGER, "int8", 0, -1, false, false),
              new Column("site", LogicalType.TEXT, "varchar(10)", 10, -1, true, false), new Column("note", LogicalType.TEXT, "text", 0, -1, true, false)));
  private static final Pattern NUMBER = Pattern.compile("<changeset[^>]* number=\"(\\d+)\"");

  private final String id;
  private final Stage stage;
  private long number;
  private long incarnation = 1;
  private String hash = Header.NO_HASH;
  private long applied;

  public Spoke(String id, Stage stage) {
    this.id = id;
    this.stage = stage;
  }

  /** Writes what is in a document. */
  public interface Content {
    void write(ChangesetFile.Output out) throws IOException;
  }

  /** A document that may become the next one. */
  public record Document(Path file, long number, String hash) {}

  public Header header(int ahead) {
    return new Header(id, "hq", incarnation, number + 1 + ahead, number + ahead == Header.first(incarnation) - 1 ? Header.NO_HASH : ahead == 0 ? hash : "ab".repeat(32), applied, "bench", "1");
  }

  /** Makes the next document of the stream, or one so many numbers further. */
  public Document document(int ahead, Content content) throws IOException {
    Header header = header(ahead);
    Path file = Files.createTempFile(stage.folder(), "document", ".xml.gz");
    Files.delete(file);
    try (ChangesetFile.Output out = ChangesetFile.write(file, header)) {
      content.write(out);
      return new Document(file, header.number(), out.finish().hash());
    }
  }

  public Document items(Item... items) throws IOException {
    return document(0, out -> {
      out.write(new Item.Begin("1", Instant.now()));
      for (Item item : items) {
        out.write(item);
      }
      out.write(new Item.End());
    });
  }

  /** What is said beside the document. */
  public String headers(long wait) {
    return "Bactrian-Site: %s\r\nAuthorization: Bearer %s\r\nBactrian-Applied: %d\r\nBactrian-Captured: attack/0\r\nBactrian-Wait: %d\r\nContent-Type: application/gzip\r\n"
        .formatted(id, stage.token(id), applied, wait);
  }

  /** A whole round; what the hub answers with counts as applied. */
  public Wire.Answer send(Document document, int seconds) throws Exception {
    long length = document == null ? 0 : Files.size(document.file());
    Wire.Answer answer = Wire.post(stage.port(), headers(0) + "Content-Length: " + length + "\r\n", document == null ? null : document.file(), seconds);
    if (document != null && (answer.status() == 200 || answer.status() == 204)) {
      taken(document.number(), document.hash());
    }
    received(answer);
    return answer;
  }

  /** The hub has this as our last one. */
  public void taken(long newest, String itsHash) {
    if (newest > number) {
      number = newest;
      hash = itsHash;
    }
  }

  /** The stream restarts. */
  public void again() {
    incarnation++;
    number = Header.first(incarnation) - 1;
    hash = Header.NO_HASH;
  }

  public long applied() {
    return applied;
  }

  private void received(Wire.Answer answer) throws IOException {
    if (answer.status() == 200 && answer.body().length > 2 && answer.body()[0] == 0x1f) {
      byte[] begin = new GZIPInputStream(new ByteArrayInputStream(answer.body())).readNBytes(4000);
      Matcher head = NUMBER.matcher(new String(begin, StandardCharsets.UTF_8));
      applied = head.find() ? Long.parseLong(head.group(1)) : applied;
    }
  }
}

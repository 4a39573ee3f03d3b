package io.bactrian.site;

import io.bactrian.changeset.ChangesetFile;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Changesets that no site has made. */
final class Documents {
  private Documents() {}

  /** Without any change, and sound. */
  static Path changeset(Path folder, String source, String destination, long number)
      throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve("%s-%s-1-%012d.xml.gz".formatted(source, destination, number));
    Header header =
        new Header(source, destination, 1, number, Header.NO_HASH, 0, system(source), "0");
    try (ChangesetFile.Output output = ChangesetFile.write(file, header)) {
      output.write(new Item.Begin("1", Instant.EPOCH));
      output.write(new Item.Marker(1, 1));
      output.write(new Item.End());
      output.finish();
    }
    return file;
  }

  private static String system(String site) {
    return site.equals("hq") ? "office" : "shop";
  }

  /** Replaces the first occurrence of a text in a compressed document. */
  static void edit(Path file, String old, String with) throws IOException {
    String text;
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    int at = text.indexOf(old);
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(
          (text.substring(0, at) + with + text.substring(at + old.length()))
              .getBytes(StandardCharsets.UTF_8));
    }
  }
}

package io.bactrian.changeset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChangesetLimitsTest {
  private static final Limits SMALL = new Limits(10 << 20, 400, 1000, 3000, 10, 3);
  private static final String START =
      new String(Documents.xml(Documents.of()), StandardCharsets.UTF_8)
          .replace("</transaction>\n</changeset>\n", "");
  private static final String DECLARED =
      START
          + "<table id='1' name='t'><column name='id' type='TEXT' nativeType='' length='0' scale='-1'"
          + " nullable='true' key='true'/></table>";

  @TempDir Path folder;

  @Test
  void an_endless_document_is_read_item_by_item_until_it_is_too_large() {
    try (ChangesetReader reader =
        new ChangesetReader(endless(DECLARED, "<insert table='1'><v>x</v></insert>\n"), SMALL)) {
      for (int i = 0; i < 200_000; i++) {
        assertThat(reader.hasNext()).isTrue();
        reader.next();
      }
      assertThatThrownBy(() -> reader.forEachRemaining(item -> {}))
          .isInstanceOf(MalformedChangesetException.class)
          .hasMessageContaining("larger than 10485760 bytes");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<",
        "<a",
        "<!--",
        "<?",
        "<?x ",
        "<insert ",
        "<insert table='",
        "<insert xmlns:a='",
        "&",
        "&#",
        "<insert table='1'><v>",
        "<insert table='1'><v>&#1",
        "<insert table='1'><v><![CDATA[",
        "<insert table='1'><v escaped='true",
        "</",
        "</transaction",
        " ",
        "<!DOCTYPE "
      })
  void an_endless_part_is_refused_before_it_takes_memory(String part) {
    Limits limits = new Limits(64 << 20, 400, 1000, 3000, 10, 3);
    assertThatThrownBy(() -> Documents.read(endless(DECLARED + part, " a1"), limits))
        .isInstanceOf(MalformedChangesetException.class);
    assertThatThrownBy(() -> Documents.read(endless(DECLARED + part, "1"), limits))
        .isInstanceOf(MalformedChangesetException.class);
  }

  @Test
  void values_are_bounded_one_by_one_and_together() {
    String value = "<v>" + "x".repeat(1000) + "</v>";
    refused(DECLARED + "<insert table='1'><v>" + "x".repeat(1001) + "</v>", "too long");
    refused(
        DECLARED + "<verdict name='t' number='1' parked='false'><key>" + value.repeat(3),
        "together");
    refused(
        DECLARED
            + "<verdict name='t' number='1' parked='false'><key><v/></key>"
            + "<row table='1'><n/></row>".repeat(1000),
        "together");
  }

  @Test
  void columns_tables_and_depth_are_bounded() {
    String column =
        "<column name='%s' type='TEXT' nativeType='' length='0' scale='-1' nullable='true' key='true'/>";
    StringBuilder columns = new StringBuilder(START + "<table id='1' name='t'>");
    for (int i = 0; i < 11; i++) {
      columns.append(column.formatted("c" + i));
    }
    refused(columns.toString(), "declarations of tables are too long");
    assertThatThrownBy(
            () -> read(columns.toString(), new Limits(1 << 20, 400, 1000, 1 << 20, 10, 3)))
        .hasMessageContaining("or too many");

    StringBuilder tables = new StringBuilder(START);
    for (int i = 1; i < 5; i++) {
      tables.append("<table id='" + i + "' name='t'>" + column.formatted("c") + "</table>");
    }
    refused(tables.toString(), "no number from 1 to 3");
    refused(START + "<verdict>".repeat(100_000), "exactly the attributes");
  }

  @Test
  void what_expands_too_much_is_refused() throws Exception {
    byte[] bomb = bomb(300 << 20);
    assertThat(bomb.length).isLessThan(1 << 20);
    InputStream expanding = new Gunzip(new ByteArrayInputStream(bomb), Limits.DEFAULT);
    assertThatThrownBy(() -> expanding.transferTo(OutputStream.nullOutputStream()))
        .isInstanceOf(MalformedChangesetException.class)
        .hasMessageContaining("more than 400 times its size");
    assertThatThrownBy(
            () -> ChangesetFile.receive(new ByteArrayInputStream(bomb), folder.resolve("x"), SMALL))
        .isInstanceOf(MalformedChangesetException.class)
        .hasMessageContaining("more than 10485760 bytes");
  }

  private static byte[] bomb(int size) {
    var out = new java.io.ByteArrayOutputStream();
    byte[] part = ("<insert table='1'><n/></insert>" + " ".repeat(1 << 20)).getBytes();
    try (var gzip =
        new java.util.zip.GZIPOutputStream(out) {
          {
            def.setLevel(Deflater.BEST_COMPRESSION);
          }
        }) {
      gzip.write(DECLARED.getBytes(StandardCharsets.UTF_8));
      for (int written = 0; written < size; written += part.length) {
        gzip.write(part);
      }
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static void refused(String xml, String why) {
    assertThatThrownBy(() -> read(xml, SMALL))
        .isInstanceOf(MalformedChangesetException.class)
        .hasMessageContaining(why);
  }

  private static void read(String xml, Limits limits) {
    Documents.read(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)), limits);
  }

  private static InputStream endless(String start, String repeated) {
    byte[] first = start.getBytes(StandardCharsets.UTF_8);
    byte[] then = repeated.getBytes(StandardCharsets.UTF_8);
    return new InputStream() {
      private long at;

      @Override
      public int read() {
        long i = at++;
        return i < first.length ? first[(int) i] : then[(int) ((i - first.length) % then.length)];
      }
    };
  }
}

package io.bactrian.changeset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Binary values travel as base64, whatever their length, and come out as they went in. */
class BinaryTextTest {
  private static final Header HEADER =
      new Header("hq", "c1", 1, 1, Header.NO_HASH, 0, "office", "1");
  private static final Table FILE =
      new Table(
          "file",
          List.of(
              new Column("id", LogicalType.BINARY, "bytea", 0, -1, false, true),
              new Column("body", LogicalType.BINARY, "bytea", 0, -1, true, false)));

  private static String random(int bytes) {
    byte[] some = new byte[bytes];
    new Random(bytes).nextBytes(some);
    return HexFormat.of().formatHex(some);
  }

  private static byte[] written(Item item) throws IOException {
    ByteArrayOutputStream xml = new ByteArrayOutputStream();
    ChangesetEncoder encoder = new ChangesetEncoder(xml);
    encoder.header(HEADER);
    encoder.begin(new Item.Begin("1", Instant.EPOCH));
    item.accept(encoder);
    encoder.end(new Item.End());
    encoder.finish();
    return xml.toByteArray();
  }

  private static Item read(byte[] xml, Limits limits) {
    try (ChangesetReader reader = new ChangesetReader(new ByteArrayInputStream(xml), limits)) {
      reader.next();
      return reader.next();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 47, 48, 49, 6143, 6144, 6145, 24_576, 300_001})
  void a_value_of_any_length_comes_back(int bytes) throws IOException {
    Item change = new Item.Change(FILE, null, Row.of("00", random(bytes)));
    byte[] xml = written(change);
    assertThat(read(xml, Limits.DEFAULT)).isEqualTo(change);
    String base64 = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(random(bytes)));
    assertThat(new String(xml, StandardCharsets.UTF_8)).contains("<b>" + base64 + "</b>");
  }

  @Test
  void a_text_that_is_no_hexadecimal_stays_as_it_is() throws IOException {
    Item change = new Item.Change(FILE, null, Row.of("00", "0G"));
    assertThat(read(written(change), Limits.DEFAULT)).isEqualTo(change);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A",
        "AA",
        "AA=",
        "AB==",
        "AAB=",
        "AAAA=",
        "A===",
        "=",
        "AA==AA==",
        "A A=",
        "AAA\u00e9",
        "AA\n=="
      })
  void what_is_not_the_one_base64_of_a_value_is_refused(String text) throws IOException {
    String xml =
        new String(
            written(new Item.Change(FILE, null, Row.of("00", "01"))), StandardCharsets.UTF_8);
    byte[] changed =
        xml.replace("<b>AQ==</b>", "<b>" + text + "</b>").getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> read(changed, Limits.DEFAULT))
        .isInstanceOf(MalformedChangesetException.class)
        .hasMessageContaining("a binary value is not base64");
  }

  @Test
  void a_sender_and_its_receiver_measure_alike() throws IOException {
    for (int bytes = 3000; bytes < 3005; bytes++) {
      Item change =
          new Item.Change(
              FILE, Row.of("00", random(bytes)), Row.of("00", random(bytes).replace('0', '1')));
      RowLimits needed = RowLimits.neededBy(change);
      byte[] xml = written(change);
      assertThat(read(xml, limits(needed.value(), needed.row()))).isEqualTo(change);
      assertThatThrownBy(() -> read(xml, limits(needed.value() - 1, needed.row())))
          .isInstanceOf(MalformedChangesetException.class);
      assertThatThrownBy(() -> read(xml, limits(needed.value(), needed.row() - 1)))
          .isInstanceOf(MalformedChangesetException.class);
    }
  }

  private static Limits limits(long value, long row) {
    return new Limits(1 << 20, 400, (int) value, (int) row, 10, 10);
  }
}

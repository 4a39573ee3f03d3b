package io.bactrian.changeset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HexTextTest {
  private static final int BYTES = 700_001;
  private static final String LONG = digits(1, BYTES);

  private static String digits(long seed, int bytes) {
    byte[] random = new byte[bytes];
    new Random(seed).nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  private static Row inPieces(String text, int size) {
    RowPieces pieces = new RowPieces();
    for (int from = 0; from < text.length(); from += size) {
      pieces.add(text.substring(from, Math.min(text.length(), from + size)));
    }
    return pieces.row();
  }

  @Test
  void a_row_keeps_a_long_binary_value_as_its_bytes_and_gives_its_digits() {
    Row row = Row.of("7", LONG, null, "short");
    assertThat(row.cell(1)).isInstanceOf(HexText.class);
    assertThat(((HexText) row.cell(1)).size()).isEqualTo(BYTES);
    assertThat(row.get(1)).isEqualTo(LONG);
    assertThat(row.get(3)).isEqualTo("short");
    assertThat(row.size()).isEqualTo(LONG.length() + 6);
  }

  @Test
  void other_long_texts_stay_strings() {
    String capital = LONG.substring(0, LONG.length() - 1) + "A";
    String odd = LONG.substring(1);
    Row row = Row.of(capital, odd, LONG.substring(0, 1000));
    for (int i = 0; i < 3; i++) {
      assertThat(row.cell(i)).isInstanceOf(String.class);
    }
  }

  @Test
  void equal_rows_are_equal_however_they_were_made() {
    Row row = Row.of("7", LONG);
    Row read = inPieces(row.text(), 4099);
    Row other = Row.of("7", "00" + LONG.substring(2));
    assertThat(read).isEqualTo(row).hasSameHashCodeAs(row);
    assertThat(Row.ofText(row.text())).isEqualTo(row);
    assertThat(read.fingerprint()).isEqualTo(row.fingerprint()).hasSizeLessThan(100);
    assertThat(other).isNotEqualTo(row);
    assertThat(other.fingerprint()).isNotEqualTo(row.fingerprint());
  }

  @Test
  void a_row_is_printed_in_pieces_of_bounded_size_that_make_its_text() {
    Row row = Row.of("a,b", LONG, "\ud83d\udc2b".repeat(5_000), digits(2, BYTES), "");
    List<String> pieces = new ArrayList<>();
    row.text(10_000, pieces::add);
    assertThat(String.join("", pieces)).isEqualTo(row.text());
    assertThat(pieces).allMatch(piece -> piece.length() <= 10_000);
    assertThat(pieces)
        .noneMatch(piece -> Character.isHighSurrogate(piece.charAt(piece.length() - 1)));
    assertThat(row.textLength()).isEqualTo(row.text().length());
  }

  @Test
  void digits_within_a_text_or_of_odd_number_are_read_as_they_were() {
    Row row = Row.of("x " + LONG + " \"" + LONG + "\\", LONG.substring(1), LONG, null, "");
    for (int size : new int[] {1, 4099, 1 << 20, 1 << 24}) {
      Row read = inPieces(row.text(), size);
      assertThat(read).isEqualTo(row);
      assertThat(read.cell(2)).isInstanceOf(HexText.class);
    }
  }

  @Test
  void its_bytes_are_read_in_small_arrays() throws Exception {
    HexText value = (HexText) Row.of(LONG).cell(0);
    assertThat(value.bytes().readAllBytes()).isEqualTo(HexFormat.of().parseHex(LONG));
    assertThat(value.parts()).isGreaterThan(5);
    for (int part = 0; part < value.parts(); part++) {
      assertThat(value.digits(part).length()).isLessThanOrEqualTo(1 << 18);
    }
  }
}

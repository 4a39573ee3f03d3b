package io.bactrian.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.LogicalType;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TypeConversionsTest {

  @ParameterizedTest
  @CsvSource({
    "DECIMAL, INTEGER, 12.00, 12",
    "FLOAT, INTEGER, 1e+20, 100000000000000000000",
    "TEXT, INTEGER, ' 7 ', 7",
    "INTEGER, DECIMAL, 5, 5",
    "FLOAT, DECIMAL, 1.5e-7, 0.00000015",
    "INTEGER, TEXT, 5, 5",
    "BOOLEAN, INTEGER, true, 1",
    "INTEGER, BOOLEAN, 0, false",
    "DECIMAL, BOOLEAN, 1, true",
    "TEXT, BOOLEAN, TRUE, true",
    "BOOLEAN, TEXT, false, false",
    "DATE, TIMESTAMP, 2024-02-29, 2024-02-29 00:00:00",
    "TIMESTAMP, DATE, 2024-02-29 00:00:00, 2024-02-29",
    "TEXT, TIMESTAMP, 2024-02-29 01:02:03.500, 2024-02-29 01:02:03.5",
    "TEXT, DATE, 2024-02-29, 2024-02-29",
    "DATE, TIMESTAMP, infinity, infinity",
    "TIMESTAMP, DATE, -infinity, -infinity",
    "TEXT, TIME, 01:02, 01:02:00",
    "TEXT, UUID, 0E0E0E0E-0000-0000-0000-00000000000A, 0e0e0e0e-0000-0000-0000-00000000000a",
    "UUID, TEXT, 0e0e0e0e-0000-0000-0000-00000000000a, 0e0e0e0e-0000-0000-0000-00000000000a",
    "BINARY, BINARY, 00ff, 00ff",
  })
  void what_loses_nothing_is_converted(
      LogicalType from, LogicalType to, String value, String expected) {
    assertThat(TypeConversions.between(from, to).of(value)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "DECIMAL, INTEGER, 12.50",
    "DECIMAL, INTEGER, NaN",
    "FLOAT, DECIMAL, 1e999999999",
    "TEXT, INTEGER, 1e999999999",
    "TEXT, INTEGER, twelve",
    "INTEGER, BOOLEAN, 2",
    "TEXT, BOOLEAN, Y",
    "TIMESTAMP, DATE, 2024-02-29 10:00:00",
    "TEXT, DATE, 2023-02-29",
    "TEXT, UUID, x",
  })
  void a_value_that_does_not_fit_is_refused_and_not_shown(
      LogicalType from, LogicalType to, String value) {
    Conversion conversion = TypeConversions.between(from, to);
    assertThatThrownBy(() -> conversion.of(value))
        .isInstanceOf(UnconvertibleException.class)
        .hasMessageNotContaining(" " + value)
        .hasNoCause();
  }

  @ParameterizedTest
  @CsvSource({"BINARY, TEXT", "TIMESTAMP_ZONED, TIMESTAMP", "DATE, INTEGER", "JSON, BOOLEAN"})
  void the_rest_needs_a_word(LogicalType from, LogicalType to) {
    assertThat(TypeConversions.between(from, to)).isNull();
  }

  @Test
  void nothing_else_is_thrown_and_no_message_shows_the_value() {
    for (LogicalType from : LogicalType.values()) {
      for (LogicalType to : LogicalType.values()) {
        for (String value :
            new String[] {"s3cret", "infinity", "NaN", "-Infinity", "", "0044-03-15 BC"}) {
          Column column = new Column("c", to, "t", 9, 2, true, true);
          Conversion conversion = TypeConversions.between(from, to);
          try {
            if (conversion != null) {
              conversion.then(TypeConversions.fit(column)).of(value);
            }
          } catch (UnconvertibleException e) {
            assertThat(e.getMessage()).doesNotContain("s3cret");
          }
        }
      }
    }
  }

  @Test
  void keys_get_the_form_of_their_column() {
    Column decimal = new Column("d", LogicalType.DECIMAL, "numeric(8,2)", 8, 2, false, true);
    assertThat(TypeConversions.fit(decimal).of("5")).isEqualTo("5.00");
    assertThat(TypeConversions.fit(decimal).of("5.1230")).isEqualTo("5.1230");
    Column padded = new Column("c", LogicalType.TEXT, "CHARACTER(4)", 4, -1, false, true);
    assertThat(TypeConversions.fit(padded).of("ab")).isEqualTo("ab  ");
    Column varying = new Column("v", LogicalType.TEXT, "CHARACTER VARYING(4)", 4, -1, false, true);
    assertThat(TypeConversions.fit(varying).of("ab")).isEqualTo("ab");
    assertThat(Values.same(padded, "ab", "ab  ")).isTrue();
    assertThat(Values.same(varying, "ab", "ab  ")).isFalse();
  }

  @Test
  void a_number_that_a_column_may_not_take_is_left_to_the_database() {
    Column price = new Column("price", LogicalType.DECIMAL, "numeric(12,2)", 12, 2, true, false);
    for (String strange :
        List.of("NaN", "Infinity", "-Infinity", "1E999999", "9".repeat(400_000))) {
      assertThat(TypeConversions.fit(price).of(strange)).isEqualTo(strange);
    }
    Conversion fromFloat = TypeConversions.between(LogicalType.FLOAT, LogicalType.DECIMAL);
    assertThat(fromFloat.of("-Infinity")).isEqualTo("-Infinity");
  }

  @Test
  void arithmetic_is_exact_and_quotients_need_a_scale_when_they_do_not_end() {
    assertThat(calculated("divide", "100", null, "1250")).isEqualTo("12.5");
    assertThat(calculated("multiply", "0.1", null, "0.3")).isEqualTo("0.03");
    assertThat(calculated("add", "-32", null, "212")).isEqualTo("180");
    assertThat(new Step.Scale(2).on(LogicalType.DECIMAL).of(calculated("divide", "3", 2, "2")))
        .isEqualTo("0.67");
    assertThatThrownBy(() -> calculated("divide", "3", null, "2"))
        .hasMessageContaining("add `scale:`");
  }

  private static String calculated(String operator, String operand, Integer scale, String value) {
    return new Step.Calculation(operator, new BigDecimal(operand), scale)
        .on(LogicalType.DECIMAL)
        .of(value);
  }

  @Test
  void dates_and_times_in_other_forms() {
    Step text = new Step.Typed(LogicalType.TEXT, "dd/MM/uuuu HH:mm");
    assertThat(text.on(LogicalType.TIMESTAMP).of("2024-02-29 13:05:00"))
        .isEqualTo("29/02/2024 13:05");
    Step timestamp = new Step.Typed(LogicalType.TIMESTAMP, "yyyyMMddHHmmss");
    assertThat(timestamp.on(LogicalType.TEXT).of("20240229130501"))
        .isEqualTo("2024-02-29 13:05:01");
    Step day = new Step.Typed(LogicalType.DATE, null);
    assertThat(day.on(LogicalType.TIMESTAMP).of("2024-02-29 13:05:01")).isEqualTo("2024-02-29");
    Step zone = new Step.AtZone(ZoneId.of("Asia/Kolkata"));
    assertThat(zone.on(LogicalType.TIMESTAMP_ZONED).of("2024-02-29 20:00:00.25+00"))
        .isEqualTo("2024-03-01 01:30:00.25");
    assertThat(zone.on(LogicalType.TIMESTAMP).of("2024-03-01 01:30:00.25"))
        .isEqualTo("2024-02-29 20:00:00.25+00");
    assertThat(zone.on(LogicalType.TEXT)).isNull();
  }
}

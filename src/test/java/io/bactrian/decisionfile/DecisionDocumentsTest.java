package io.bactrian.decisionfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.decide.ListedQuestion;
import io.bactrian.decide.OpenQuestion;
import io.bactrian.decide.QuestionKind;
import jakarta.xml.bind.JAXBContext;
import jakarta.xml.bind.JAXBException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents keep any value, and say what they can't. */
class DecisionDocumentsTest {
  private static final Table TABLE =
      new Table(
          "odd & <table>",
          List.of(
              new Column("id", LogicalType.INTEGER, "bigint", 0, -1, false, true),
              new Column("the \"text\"\n", LogicalType.TEXT, "text", 0, -1, true, false)));

  private final JAXBContext context;

  DecisionDocumentsTest() throws JAXBException {
    context = JAXBContext.newInstance("io.bactrian.decisionfile");
  }

  private static ConflictFile conflict(String base, String ours, String theirs) {
    ListedQuestion listed =
        new ListedQuestion(
            "a-1",
            QuestionKind.MANUAL,
            "c1",
            TABLE.name(),
            "1\u0000",
            List.of(),
            "why\u0007\uD800",
            Instant.parse("2026-05-01T12:00:00Z"),
            7);
    return ConflictFile.of(
        "hq",
        new OpenQuestion(
            listed,
            TABLE,
            List.of(1),
            row(base),
            row(ours),
            row(theirs),
            List.of(),
            "v-1",
            new OpenQuestion.History(null, List.of(), List.of())));
  }

  private static Row row(String text) {
    return text == null ? null : Row.of("1", text.equals("NULL") ? null : text);
  }

  private String written(Object document) throws JAXBException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    context.createMarshaller().marshal(document, out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private DecisionFile read(String document) throws JAXBException, IOException {
    byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
    return (DecisionFile)
        context
            .createUnmarshaller()
            .unmarshal(DecisionReader.open(new ByteArrayInputStream(bytes)));
  }

  /** As a person's tool would give back what it was shown. */
  private String givenBack(String value) throws Exception {
    String shown =
        written(conflict("x", value, "x"))
            .replaceFirst(
                "(?s).*asked=\"true\".*?<ours([^>]*)>(.*)</ours>.*",
                "<value column='c'$1>$2</value>");
    return read("<decision xmlns='urn:bactrian:decision:1' conflict='a' seen='b' by='c'>"
            + shown
            + "</decision>")
        .values()
        .get("c");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "  two  spaces  ",
        "\t",
        "\r\n",
        "\r",
        "line\nline",
        "\u0000",
        "a\u0007b\\",
        "\\u0041",
        "\uD800",
        "\uDC00\uD800",
        "\uD83D\uDE00",
        "\uFFFE\uFFFF",
        "<&>\"']]>",
        "\u202Eabc",
        "\u0085\u2028"
      })
  void a_value_that_is_shown_can_be_given_back_as_it_is(String value) throws Exception {
    assertThat(givenBack(value)).isEqualTo(value);
  }

  @Test
  void random_values_can_be_given_back_as_they_are() throws Exception {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      StringBuilder value = new StringBuilder();
      random.ints(1 + seed % 30, 0, 0x10000).forEach(c -> value.append((char) c));
      assertThat(givenBack(value.toString())).as("seed %d", seed).isEqualTo(value.toString());
    }
  }

  @Test
  void null_and_absence_are_two_things() throws Exception {
    String document = written(conflict(null, "NULL", "NULL"));
    assertThat(document).doesNotContain("<base").contains("<ours null=\"true\"");
    assertThat(
            read("<decision xmlns='urn:bactrian:decision:1' conflict='a' seen='b' by='c'>"
                    + "<value column='c' null='true'/></decision>")
                .values())
        .containsEntry("c", null);
  }

  @Test
  void of_a_very_long_value_only_the_beginning_is_shown_and_it_cannot_be_given_back()
      throws Exception {
    String value = "a".repeat(ValueElement.SHOWN - 1) + "\uD83D\uDE00" + "b".repeat(1 << 20);
    String document = written(conflict("x", value, "x"));
    assertThat(document).hasSizeLessThan(1 << 17).contains("length=\"" + value.length() + "\"");
    assertThatThrownBy(() -> givenBack(value)).hasMessageContaining("only the beginning");
  }

  @Test
  void what_is_written_is_as_the_schema_says() throws Exception {
    String document = written(conflict("\u0000", "NULL", "x".repeat(1 << 20)));
    SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
        .newSchema(DecisionDocumentsTest.class.getResource("/decision-1.xsd"))
        .newValidator()
        .validate(new StreamSource(new java.io.StringReader(document)));
  }

  @Test
  void a_column_that_is_named_twice_is_refused() throws Exception {
    DecisionFile twice =
        read(
            "<decision xmlns='urn:bactrian:decision:1' conflict='a' seen='b' by='c'>"
                + "<value column='c'>1</value><value column='c'>2</value></decision>");
    assertThatThrownBy(twice::values).isInstanceOf(RejectedDecisionException.class);
  }
}

package io.bactrian.changeset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;

/** The published schema and the documented example say what the code does. */
class ChangesetSchemaTest {

  @Test
  void what_is_written_is_valid() {
    assertThatCode(() -> validate(Documents.xml(Documents.everything())))
        .doesNotThrowAnyException();
    assertThatCode(() -> validate(Documents.xml(List.of()))).doesNotThrowAnyException();
  }

  @Test
  void the_documented_example_is_valid_and_means_what_it_says() throws Exception {
    String page = Files.readString(Path.of("docs/changeset.md"));
    int from = page.indexOf("```xml\n") + 7;
    byte[] example =
        page.substring(from, page.indexOf("```", from)).getBytes(StandardCharsets.UTF_8);
    validate(example);

    Table customer =
        new Table(
            "customer",
            List.of(
                new Column("id", LogicalType.INTEGER, "bigint", 0, -1, false, true),
                new Column("name", LogicalType.TEXT, "varchar(80)", 80, -1, false, false),
                new Column("credit", LogicalType.DECIMAL, "numeric(12,2)", 12, 2, true, false)));
    assertThat(Documents.read(example))
        .containsExactly(
            new Item.Begin("4711", Instant.parse("2026-11-24T10:15:30.123456Z")),
            new Item.Change(customer, null, Row.of("7", "Fish & Sons", null)),
            new Item.Change(
                customer, Row.of("8", "", "10.00"), Row.of("8", "Ahab\r\nNantucket", null)),
            new Item.Change(
                customer, Row.of("9", "a bell \u0007 and a backslash \\", "0.50"), null),
            new Item.End(),
            new Item.Begin("4712", Instant.parse("2026-11-24T10:15:31Z")),
            new Item.Verdict(
                "client",
                Key.of("C-8"),
                5,
                false,
                List.of(new Item.Image(customer, Row.of("8", "Ahab", null)))),
            new Item.Verdict("client", Key.of("C-9"), 5, true, List.of()),
            new Item.Present(customer, Row.of("8", "Ahab", null), false),
            new Item.Hashes("client", 2, "AAAAAhI0VniavN7wAAAAAQ8eLTxLWml4"),
            new Item.Request(Item.Request.What.CHECK, false, 5),
            new Item.Held("client", Key.of("C-7"), "client.region has no row in region"),
            new Item.Asked(
                "3f7a",
                "update/update",
                4,
                customer,
                Row.of("8", "Ahab", null),
                Row.of("8", "Ahab & Co", null)),
            new Item.Marker(1, 5),
            new Item.End());
    try (ChangesetReader reader =
        new ChangesetReader(new ByteArrayInputStream(example), Limits.DEFAULT)) {
      assertThat(reader.header().name()).isEqualTo("hq→c42 #17");
    }
  }

  static void validate(byte[] xml) throws Exception {
    Schema schema =
        SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
            .newSchema(ChangesetSchemaTest.class.getResource("/changeset-1.xsd"));
    schema.newValidator().validate(new StreamSource(new ByteArrayInputStream(xml)));
  }
}

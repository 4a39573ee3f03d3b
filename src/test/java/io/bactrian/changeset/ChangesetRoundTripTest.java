package io.bactrian.changeset;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written is what is read, to the last character. */
class ChangesetRoundTripTest {

  @Property(tries = 400)
  void any_rows_come_back_as_they_were(
      @ForAll("rows") List<String> one, @ForAll("rows") List<String> two) {
    Row before = Row.of(one);
    Row after = Row.of(two);
    Key key = Key.of(one.toArray(new String[0]));
    List<Item> items =
        Documents.of(
            new Item.Change(Documents.CUSTOMER, null, before),
            new Item.Change(Documents.CUSTOMER, before, after.with(0, one.get(0))),
            new Item.Change(Documents.CUSTOMER, before, Row.of(one.get(0), two.get(1), one.get(2))),
            new Item.Change(Documents.CUSTOMER, Row.ofText(after.text()), null),
            new Item.Verdict(
                "t", key, 3, false, List.of(new Item.Image(Documents.CUSTOMER, after))));
    assertThat(Documents.read(Documents.xml(items))).isEqualTo(items);
  }

  @Provide
  Arbitrary<List<String>> rows() {
    // every UTF-16 code unit, so that most surrogates are alone, and more of what is special
    Arbitrary<String> any = Arbitraries.strings().withCharRange('\0', '\uffff').ofMaxLength(30);
    Arbitrary<String> nasty =
        Arbitraries.strings()
            .withChars(
                "\\u0007&<>]\"'\r\n\t \0\u0001\u007f\u0085\u2028\ud83d\ude00\ufffe\uffff\ufdd0x")
            .ofMaxLength(40);
    return Arbitraries.oneOf(any, nasty).injectNull(0.1).list().ofSize(3);
  }

  @Test
  void every_kind_of_item_comes_back() {
    assertThat(Documents.read(Documents.xml(Documents.everything())))
        .isEqualTo(Documents.everything());
  }

  @Test
  void every_logical_type_comes_back() {
    List<Item> items = new ArrayList<>();
    for (LogicalType type : LogicalType.values()) {
      Column key = new Column("id", type, "enum('a','b')\t", 3, 0, false, true);
      Column other = new Column("x", type, "", Integer.MAX_VALUE, -1, true, false);
      Table table = new Table("t" + type, List.of(key, other));
      items.add(new Item.Change(table, null, Row.of(type.name(), null)));
    }
    assertThat(Documents.read(Documents.xml(Documents.of(items.toArray(new Item[0])))))
        .containsAll(items);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "  two  ",
        "\r",
        "\n",
        "\r\n",
        "\t",
        "\\",
        "\\u0041",
        "]]>",
        "<v>",
        "&amp;",
        "&#13;",
        "\0",
        "\u001f",
        "\ud800",
        "\udc00\ud800",
        "\ud83d\ude00",
        "\ud83d\ude00\ud83d",
        "\ufffe",
        "\uffff",
        "\ufeff",
        "\u0085",
        "\u2028",
        "null"
      })
  void a_nasty_value_comes_back(String value) {
    Item change = new Item.Change(Documents.CUSTOMER, null, Row.of("1", value, null));
    assertThat(Documents.read(Documents.xml(Documents.of(change)))).contains(change);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "é", "<", "\ud83d\ude00"})
  void a_value_of_ten_megabytes_comes_back(String unit) {
    String large = unit.repeat(10_000_000 / unit.length()) + "x";
    Item change =
        new Item.Change(Documents.CUSTOMER, Row.of("1", large, "2"), Row.of("1", large + "y", "2"));
    Item read = Documents.read(Documents.xml(Documents.of(change))).get(1);
    // not compared by AssertJ, which would print both
    assertThat(read.equals(change)).isTrue();
  }

  @Test
  void tables_declared_with_the_same_content_are_one_instance() {
    Table again = new Table("customer", Documents.CUSTOMER.columns());
    Table other = new Table("other", Documents.CUSTOMER.columns());
    Row row = Row.of("1", "2", "3");
    String xml =
        new String(
            Documents.xml(
                Documents.of(
                    new Item.Change(Documents.CUSTOMER, null, row),
                    new Item.Change(other, null, row),
                    new Item.Change(again, null, row))),
            StandardCharsets.UTF_8);
    assertThat(xml).contains("table id=\"2\"").doesNotContain("table id=\"3\"");
    List<Item> items =
        Documents.read(xml.replace("\"other\"", "\"customer\"").getBytes(StandardCharsets.UTF_8));
    assertThat(items.subList(1, 4))
        .allSatisfy(
            item ->
                assertThat(((Item.Change) item).table())
                    .isSameAs(((Item.Change) items.get(1)).table()));
  }
}

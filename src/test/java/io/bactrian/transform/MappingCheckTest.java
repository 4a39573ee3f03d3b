package io.bactrian.transform;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.config.Fault;
import io.bactrian.config.Faults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappingCheckTest {
  @TempDir Path folder;

  private static List<String> check(Path file) {
    Faults faults = new Faults();
    MappingCheck.check(
        file, Examples.schema("office"), Examples.schema("shop"), Examples.EXPRESSIONS, faults);
    return faults.all().stream().map(Fault::toString).toList();
  }

  /** The example with some text replaced. */
  private List<String> with(String... replacements) throws IOException {
    String text = Files.readString(Examples.file("transformers/office-to-shop.yaml"));
    for (int i = 0; i < replacements.length; i += 2) {
      assertThat(text).contains(replacements[i]);
      text = text.replace(replacements[i], replacements[i + 1]);
    }
    return check(Files.writeString(folder.resolve("office-to-shop.yaml"), text));
  }

  private String one(String from, String to) throws IOException {
    List<String> told = with(from, to);
    assertThat(told).hasSize(1);
    return told.get(0).substring(told.get(0).indexOf(':') + 1);
  }

  @Test
  void the_example_has_no_fault() {
    assertThat(check(Examples.file("transformers/office-to-shop.yaml"))).isEmpty();
  }

  @Test
  void names_that_neither_side_knows() throws IOException {
    assertThat(one("code: sku", "code: sku\n      colour: {constant: x}"))
        .isEqualTo("10: unknown column `colour` of table `product`.");
    assertThat(with("code: sku", "code: skuu"))
        .anySatisfy(
            fault ->
                assertThat(fault)
                    .endsWith(
                        ":9: unknown column `skuu`, nearest known: `sku` of the sender's table"
                            + " `stock_item`."))
        .anySatisfy(
            fault -> assertThat(fault).contains("`stock_item.sku` of the sender is not used"));
    assertThat(one("to: purchase", "to: purchases"))
        .isEqualTo("37: unknown table `purchases`, nearest known: `purchase` of the receiver.");
    assertThat(with("  sale:", "  sales:"))
        .anySatisfy(
            fault ->
                assertThat(fault)
                    .contains("unknown table `sales`, nearest known: `sale` of the sender."))
        .anySatisfy(
            fault ->
                assertThat(fault)
                    .contains("table `sale` of the sender is not mapped (this line maps `sales`)"));
    assertThat(one("[audit_log]", "[audit_log, suppliers]"))
        .isEqualTo("4: unknown table `suppliers` of the sender.");
  }

  @Test
  void what_is_not_used_and_what_is_not_given() throws IOException {
    assertThat(one("    drop: [internal_note]\n", ""))
        .isEqualTo(
            "6: column `stock_item.internal_note` of the sender is not used. Use it, or put it"
                + " under `drop:`.");
    assertThat(one("    leave: [loaded_at]\n", ""))
        .startsWith("6: `product.loaded_at` must not be NULL and gets no value.");
    assertThat(with("      code: sku\n", ""))
        .anySatisfy(
            fault ->
                assertThat(fault)
                    .contains("key column `product.code` of the receiver gets no value"));
  }

  @Test
  void types_that_do_not_become_each_other() throws IOException {
    assertThat(one(", zone: America/Toronto", ""))
        .isEqualTo(
            "16: `product.changed_at`: timestamp_zoned is not converted to timestamp automatically. Say how"
                + " (`convert:`, `values:`, `zone:`).");
    assertThat(one("{from: price, multiply: 100}", "{from: price, zone: UTC}"))
        .isEqualTo(
            "10: `product.price_cents`: `zone` can't be applied to type decimal of"
                + " `stock_item.price`.");
  }

  @Test
  void columns_that_are_too_short() throws IOException {
    assertThat(one("        name: name\n", "        name: name\n        phone: name\n"))
        .isEqualTo(
            "26: `client.phone` is too short: it takes 30 characters and `name` has up to 60.");
    assertThat(one("multiply: 0.45359237, scale: 2", "default: 0"))
        .isEqualTo(
            "15: `product.weight_kg` keeps fewer digits after the point than `weight_lb` has. Say"
                + " `scale: 2` if they may be dropped.");
  }

  @Test
  void values_of_a_map_and_constants_are_held_against_the_column() throws IOException {
    assertThat(
            one(
                "on_sale: {from: on_sale, default: false}",
                "on_sale: {from: on_sale, values: {1: yes, 0: false}}"))
        .isEqualTo(
            "17: `product.on_sale`: `yes` under `values:` is none of true, false, 1, 0 (use"
                + " `values:`).");
    assertThat(one("{N: new, P: paid}", "{N: new, P: paid long ago}"))
        .isEqualTo(
            "11: `product.status` is too short: it takes 10 characters and `paid long ago` has"
                + " more.");
    assertThat(one("{constant: CA}", "{constant: CAN}")).contains("`product.country` is too short");
  }

  @Test
  void a_foreign_key_that_is_converted_otherwise_than_its_key() throws IOException {
    assertThat(one("      client: customer\n", "      client: {from: customer, add: 1000}\n"))
        .isEqualTo(
            "41: `purchase.client` refers to `client.number`, but is not converted like it (line"
                + " 24). Write the same conversion for both.");
    assertThat(
            with(
                "        number: id\n", "        number: {simple: \"K-${row[id]}\"}\n",
                "        client: id\n", "        client: {simple: \"K-${row[id]}\"}\n",
                "      number: customer\n", "      number: {simple: \"K-${row[customer]}\"}\n",
                "      client: customer\n", "      client: {simple: \"K-${row[customer]}\"}\n"))
        .isEmpty();
  }

  @Test
  void syntax_of_the_file_itself() throws IOException {
    List<String> told =
        with(
            "version: 3", "version: three",
            "from: office", "from: ofice",
            "zone: America/Toronto", "zone: Toronto",
            "multiply: 100", "divide: 0",
            "dd.MM.yyyy", "dd.MM.bbbb",
            "${row[last]}", "${row[last]",
            "owner: false", "owner: no",
            "bean: io.bactrian", "bean: com.acme",
            "to: purchase", "into: purchase");
    assertThat(told)
        .extracting(fault -> Integer.valueOf(fault.split(":")[1]))
        .contains(1, 10, 13, 14, 16, 33, 37, 38, 48);
  }
}

package io.bactrian.changeset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableShapeTest {
  private static final Column ID =
      new Column("id", LogicalType.INTEGER, "bigint", 0, -1, false, true);
  private static final Column CREDIT =
      new Column("credit, net", LogicalType.DECIMAL, "numeric(12,2)", 12, 2, true, false);
  private static final Table CUSTOMER = new Table("customer", List.of(ID, CREDIT));

  /** As it stands in outboxes, in what waits, and in triggers of H2 since the first version. */
  private static final String TEXT =
      "(customer,\"(id,INTEGER,bigint,0,-1,0,1)\","
          + "\"(\"\"credit, net\"\",DECIMAL,\"\"numeric(12,2)\"\",12,2,1,0)\")";

  @Test
  void the_text_of_a_shape_is_what_it_always_was_and_reads_back() {
    assertThat(TableShape.text(CUSTOMER)).isEqualTo(TEXT);
    assertThat(TableShape.parse(TEXT)).isEqualTo(CUSTOMER);
  }

  @Test
  void each_part_of_a_column_is_said_under_its_name_in_order() {
    List<String> said = new ArrayList<>();
    TableShape.write(CREDIT, (part, value) -> said.add(part + "=" + value));
    assertThat(said)
        .containsExactly(
            "name=credit, net",
            "type=DECIMAL",
            "nativeType=numeric(12,2)",
            "length=12",
            "scale=2",
            "nullable=true",
            "key=false");
    assertThat(said.stream().map(part -> part.split("=")[0])).isEqualTo(TableShape.PARTS);
  }

  @Test
  void an_unknown_type_is_refused() {
    assertThatThrownBy(() -> TableShape.parse("(t,\"(id,NOTHING,x,0,-1,0,1)\")"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void fingerprints_tell_shapes_apart_in_whatever_order_tables_are() {
    Table other = new Table("other", List.of(ID));
    String all = TableShape.fingerprint(List.of(CUSTOMER, other));
    assertThat(all)
        .matches("[0-9a-f]{8}")
        .isEqualTo(TableShape.fingerprint(List.of(other, CUSTOMER)));
    Column wider =
        new Column("credit, net", LogicalType.DECIMAL, "numeric(14,2)", 14, 2, true, false);
    Table altered = new Table("customer", List.of(ID, wider));
    assertThat(TableShape.fingerprint(List.of(altered, other))).isNotEqualTo(all);
  }
}

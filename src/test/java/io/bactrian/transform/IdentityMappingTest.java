package io.bactrian.transform;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Table;
import io.bactrian.config.Faults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class IdentityMappingTest {

  @Property(tries = 200)
  void an_identity_there_and_back_changes_nothing(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    List<Column> columns = new ArrayList<>();
    int width = 1 + random.nextInt(8);
    for (int i = 0; i < width; i++) {
      LogicalType type = LogicalType.values()[random.nextInt(LogicalType.values().length)];
      columns.add(
          new Column(
              "c" + i, type, "char(5)", random.nextInt(9), random.nextInt(5) - 1, true, i == 0));
    }
    List<Column> shuffled = new ArrayList<>(columns);
    Collections.shuffle(shuffled, random);
    Table here = new Table("t", columns);
    Table there = new Table("t", shuffled);
    Row row =
        Row.owning(
            random
                .ints(width, 0, 4)
                .mapToObj(i -> i == 0 ? null : "x,\"" + i)
                .toArray(String[]::new));
    Row away = mapping("a", "b", there).map(here, row).get(0).row();
    RowPart back = mapping("b", "a", here).map(there, away).get(0);
    assertThat(back.row()).isEqualTo(row);
    assertThat(back.columns().cardinality()).isEqualTo(width);
  }

  private static Mapping mapping(String from, String to, Table target) throws IOException {
    Path folder = Files.createTempDirectory("mapping");
    Path file = folder.resolve(from + "-to-" + to + ".yaml");
    Files.writeString(file, "version: 1\nfrom: %s\nto: %s\nidentity: true\n".formatted(from, to));
    Faults faults = new Faults();
    Mapping mapping =
        MappingFile.read(
            file, new Schema(Map.of("t", target), List.of()), Examples.EXPRESSIONS, faults);
    faults.throwIfAny();
    Files.delete(file);
    Files.delete(folder);
    return mapping;
  }
}

package io.bactrian.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.changeset.Key;
import io.bactrian.changeset.RowId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowPositionsTest {
  private static final int FEW = 64;

  @TempDir Path folder;

  private static RowId row(int id) {
    return new RowId(id % 3 == 0 ? "order" : "line", Key.of("" + id, "é" + id % 7));
  }

  private void requireNoFile() throws Exception {
    try (var files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void each_row_has_the_position_that_was_put_last_wherever_it_is_kept() {
    RowPositions positions = new RowPositions(folder, FEW);
    Map<RowId, Long> expected = new HashMap<>();
    Random random = new Random(1);
    for (long position = 1; position <= 60_000; position++) {
      RowId row = row(random.nextInt(50_000)); // more than the first file has room for
      positions.put(row, position);
      expected.put(row, position);
    }
    for (int id = 0; id < 50_100; id++) {
      assertThat(positions.get(row(id))).isEqualTo(expected.getOrDefault(row(id), 0L));
    }
  }

  @Test
  void what_is_forgotten_is_not_found_and_does_not_make_the_file_grow() {
    RowPositions positions = new RowPositions(folder, FEW);
    int rows = 40_000;
    for (int id = 1; id <= rows; id++) {
      positions.put(row(id), id);
      if (id % 1_000 == 0) {
        positions.forget(id - 500);
      }
    }
    for (int id = 1; id <= rows; id++) {
      assertThat(positions.get(row(id))).isEqualTo(id <= rows - 500 ? 0 : id);
    }
    assertThat(positions.bits()).isEqualTo(16);
  }

  @Test
  void no_file_is_left_once_all_is_forgotten() throws Exception {
    RowPositions positions = new RowPositions(folder, FEW);
    for (int id = 1; id <= 1_000; id++) {
      positions.put(row(id), id);
    }
    positions.forget(1_000);
    assertThat(positions.get(row(1_000))).isZero();
    requireNoFile();
    positions.put(row(5), 1_001);
    assertThat(positions.get(row(5))).isEqualTo(1_001);
  }

  @Test
  void few_rows_make_no_file() throws Exception {
    RowPositions positions = new RowPositions(folder);
    for (int id = 1; id <= 1_000; id++) {
      positions.put(row(id), id);
    }
    assertThat(positions.get(row(7))).isEqualTo(7);
    requireNoFile();
  }

  @Test
  void rows_of_a_large_changeset_are_not_held_in_memory() {
    RowPositions positions = new RowPositions(folder);
    int most = 0;
    for (int id = 1; id <= 200_000; id++) {
      positions.put(row(id), id);
      most = Math.max(most, positions.held());
    }
    assertThat(most).isLessThan(RowPositions.MOST);
    positions.clear();
  }
}

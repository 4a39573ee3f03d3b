package io.bactrian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.conflict.Conflict;
import io.bactrian.conflict.Kind;
import io.bactrian.decisionfile.ConflictFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** More questions than a list shows have files, too. */
class ManyConflictFilesTest extends RecordsAtSite {
  private static final int MANY = 10_100;

  @Test
  void each_of_more_questions_than_a_list_shows_has_a_file_and_what_is_decided_has_none()
      throws Exception {
    Path carried = site.resolve("carried");
    Path folder = Files.createDirectories(carried.resolve("conflicts"));
    Files.createFile(folder.resolve("decided.xml"));
    with(
        () -> {
          Conflict conflict =
              new Conflict(Kind.UPDATE_UPDATE, item, List.of(2), BASE, OURS, THEIRS, "c1");
          List<ConflictRecord> records =
              IntStream.range(0, MANY)
                  .mapToObj(i -> new ConflictRecord("k" + i, 3, conflict, byRule("manual", OURS)))
                  .toList();
          for (ConflictRecord record : records.subList(2, MANY)) {
            Files.createFile(folder.resolve(record.id() + ".xml"));
          }
          opened.conflicts().save(records.subList(0, 2), Instant.EPOCH);
          opened.conflicts().save(records.subList(2, MANY), Instant.EPOCH.plusSeconds(1));
          ConflictFiles files = new ConflictFiles("hq", decisions.questions(), carried);
          assertThat(files.missing()).as("the oldest two").hasSize(2);
          assertThat(folder.resolve("decided.xml")).doesNotExist();
          assertThat(folder.resolve("k9999.xml")).exists();
        });
  }
}

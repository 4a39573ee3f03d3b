package io.bactrian.changelog;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedRulesHistoryTest extends RulesHistoryContract {
  @TempDir Path folder;

  @Override
  ChangelogStore open() {
    return ChangelogStore.embedded(folder, Duration.ofSeconds(10));
  }
}

package io.bactrian.exchange;

import io.bactrian.changelog.ChangelogStore;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedPartnerRemainsTest extends PartnerRemainsContract {
  @TempDir Path folder;

  @Override
  ChangelogStore open() {
    return ChangelogStore.embedded(folder, Duration.ofSeconds(10));
  }
}

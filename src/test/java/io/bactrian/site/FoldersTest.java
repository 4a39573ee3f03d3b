package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.config.SiteConfiguration;
import io.bactrian.folder.Places;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldersTest {
  private static final String HUB =
      """
      site.id = hq
      site.role = hub
      site.system = office
      database.url = jdbc:h2:mem:office
      partner.c1.system = shop
      partner.c1.endpoint = file:drop/out
      partner.c1.source = file:drop
      partner.c2.system = shop
      partner.c2.endpoint = file:to-c2
      partner.c2.source = file:drop/c2
      """;

  @TempDir private Path dir;

  @BeforeEach
  void without_links_on_the_way() throws IOException {
    dir = dir.toRealPath();
  }

  private SiteConfiguration hub(String more) throws IOException {
    Files.writeString(dir.resolve(SiteConfiguration.FILE), HUB + more);
    return SiteConfiguration.read(dir);
  }

  private Places places(SiteConfiguration hub, String partner) {
    return new Folders(hub).of(hub.partner(partner).orElseThrow()).orElseThrow();
  }

  @Test
  void what_was_read_goes_beside_the_inbox_or_to_where_a_setting_says() throws Exception {
    SiteConfiguration hub = hub("partner.c2.done = read/c2\n");
    assertThat(places(hub, "c1").done()).isEqualTo(dir.resolve("done"));
    assertThat(places(hub, "c2").done()).isEqualTo(dir.resolve("read/c2"));
    assertThat(places(hub, "c2").rejected()).isEqualTo(dir.resolve("drop/rejected"));
  }

  @Test
  void folders_with_another_purpose_within_an_inbox_are_not_read() throws Exception {
    assertThat(places(hub(""), "c1").others())
        .contains(
            dir.resolve("drop/out"),
            dir.resolve("drop/c2"),
            dir.resolve("drop/done"),
            dir.resolve("drop/rejected"))
        .doesNotContain(dir.resolve("drop"));
  }

  @Test
  void links_among_them_are_told() throws Exception {
    Folders folders = new Folders(hub("partner.c2.rejected = way/rejected\n"));
    assertThat(folders.faults()).isEmpty();
    Files.createDirectories(dir.resolve("theirs"));
    Files.createSymbolicLink(dir.resolve("done"), dir.resolve("theirs"));
    Files.createSymbolicLink(dir.resolve("way"), dir.resolve("theirs"));
    assertThat(folders.faults())
        .hasSize(2)
        .anyMatch(fault -> fault.contains(dir.resolve("done") + " is a link or no folder"))
        .anyMatch(fault -> fault.contains("A link stands on the way to"));
  }
}

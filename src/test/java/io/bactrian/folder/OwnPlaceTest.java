package io.bactrian.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnPlaceTest {
  @TempDir Path dir;

  @BeforeEach
  void without_links_on_the_way() throws IOException {
    dir = dir.toRealPath();
  }

  @Test
  void a_folder_of_ours_will_do_and_so_will_one_that_is_made_later() throws Exception {
    for (boolean named : new boolean[] {true, false}) {
      assertThat(OwnPlace.fault(dir, named)).isEmpty();
      assertThat(OwnPlace.fault(dir.resolve("a/b"), named)).isEmpty();
    }
  }

  @Test
  void a_link_is_refused_wherever_it_leads() throws Exception {
    Files.createDirectory(dir.resolve("theirs"));
    for (String target : new String[] {"theirs", "nothing"}) {
      Path link = Files.createSymbolicLink(dir.resolve("done"), dir.resolve(target));
      for (boolean named : new boolean[] {true, false}) {
        assertThat(OwnPlace.fault(link, named))
            .hasValueSatisfying(
                fault -> assertThat(fault).contains(link + " is a link or no folder"));
      }
      Files.delete(link);
    }
  }

  @Test
  void a_link_on_the_way_to_a_place_that_a_setting_names_is_refused() throws Exception {
    Files.createDirectory(dir.resolve("theirs"));
    Path link = Files.createSymbolicLink(dir.resolve("way"), dir.resolve("theirs"));
    assertThat(OwnPlace.fault(link.resolve("done"), true))
        .hasValueSatisfying(
            fault -> assertThat(fault).contains("A link stands on the way", "theirs"));
  }

  @Test
  void a_place_of_another_user_is_refused() throws Exception {
    Path theirs = Files.createDirectory(dir.resolve("theirs"));
    try {
      Files.setOwner(
          theirs,
          theirs.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
    } catch (IOException | UnsupportedOperationException e) {
      Assumptions.abort("only root may give a folder away");
    }
    assertThat(OwnPlace.fault(theirs, true))
        .hasValueSatisfying(fault -> assertThat(fault).contains("belongs to nobody"));
  }
}

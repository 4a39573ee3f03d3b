package io.bactrian.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class YamlFileTest {
  @TempDir Path folder;
  private final Faults faults = new Faults();

  private YamlNode read(String text) throws IOException {
    Path file =
        Files.writeString(Files.createDirectories(folder.resolve("site")).resolve("t.yaml"), text);
    return YamlFile.read(file, faults).orElse(null);
  }

  private List<String> told() {
    return faults.all().stream().map(Fault::toString).toList();
  }

  @Test
  void an_unknown_key_names_its_line_and_the_nearest_known() throws IOException {
    read("tables:\n  item:\n    exclud: [a]\n")
        .entries()
        .get("tables")
        .entries()
        .get("item")
        .allow("exclude", "destination");
    assertThat(told())
        .containsExactly(
            "site/t.yaml:3: unknown key `exclud`, nearest known: `exclude` in `tables.item`.");
  }

  @Test
  void a_key_written_twice_is_a_fault() throws IOException {
    read("a: 1\nb: 2\na: 3\n").entries();
    assertThat(told())
        .containsExactly(
            "site/t.yaml:3: `a` stands here again, first in line 1. Keep one of them.");
  }

  @Test
  void broken_yaml_names_its_line() throws IOException {
    assertThat(read("a: 1\nb: [1, 2\nc: 3\n")).isNull();
    assertThat(told()).singleElement().asString().startsWith("site/t.yaml:3: is not YAML: ");
  }

  @Test
  void a_missing_and_an_empty_file_are_faults() throws IOException {
    assertThat(YamlFile.read(folder.resolve("none.yaml"), faults)).isEmpty();
    assertThat(read("# nothing\n")).isNull();
    assertThat(faults.all()).hasSize(2);
  }

  @Test
  void words_stay_as_written_whatever_yaml_takes_them_for() throws IOException {
    YamlNode top = read("on: no\nnumber: 010\nnothing: null\ntext: \"null\"\nlist: [1, b]\n");
    assertThat(top.get("on").orElseThrow().text()).isEqualTo("no");
    assertThat(top.get("number").orElseThrow().text()).isEqualTo("010");
    assertThat(top.get("nothing").orElseThrow().text()).isNull();
    assertThat(top.get("text").orElseThrow().text()).isEqualTo("null");
    assertThat(top.get("list").orElseThrow().texts()).containsExactly("1", "b");
    assertThat(faults.isEmpty()).isTrue();
  }

  @Test
  void all_faults_are_told_at_once_one_a_line_in_order() throws IOException {
    YamlNode top = read("a: [x]\nb: perhaps\nc: {}\n");
    top.get("c").orElseThrow().word();
    top.get("b").orElseThrow().flag();
    top.get("a").orElseThrow().word();
    assertThatThrownBy(faults::throwIfAny)
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            """
            site/t.yaml:1: `a` must be a single value.
            site/t.yaml:2: `b` unknown word `perhaps`. Use one of false, true.
            site/t.yaml:3: `c` must be a single value.""");
  }
}

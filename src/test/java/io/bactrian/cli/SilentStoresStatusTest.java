package io.bactrian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class SilentStoresStatusTest extends CommandsAtSite {
  @Test
  void status_says_since_when_a_running_site_gets_no_answer_of_its_stores() throws Exception {
    sql("create table item (id int primary key)");
    assertThat(init()).isZero();
    assertThat(at("install")).isZero();
    Files.writeString(
        site.resolve("running.json"),
        """
        {"process":%d,"faults":[],"holds":{},"answered":{},"outages":[
         {"route":"a","since":"2026-01-02T03:00:00Z","count":3,"reason":"r","what":"w"},
         {"route":"b","since":"2026-01-02T03:00:00Z","count":3,"reason":"r","what":"w",
          "silentStore":"changelog","silentSince":"2026-01-02T03:04:05.678Z"}]}"""
            .formatted(ProcessHandle.current().pid()));
    assertThat(at("status")).isZero();
    assertThat(out.toString())
        .contains("the changelog is silent since 2026-01-02T03:04:05Z")
        .doesNotContain("the database is silent");
    assertThat(at("status", "--json")).isZero();
    assertThat(out.toString().replaceAll("\\s", ""))
        .contains("\"silentStores\":{\"changelog\":\"2026-01-02T03:04:05.678Z\"}");
  }
}

package io.bactrian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class AlteredRowsStatusTest extends CommandsAtSite {
  @Test
  void status_shows_rows_that_triggers_altered_after_the_site_has_stopped() throws Exception {
    sql("create table item (id int primary key)");
    assertThat(init()).isZero();
    assertThat(at("install")).isZero();
    assertThat(at("status")).isZero();
    assertThat(out.toString()).doesNotContain("altered");
    Files.writeString(
        site.resolve("running.json"),
        """
        {"process":0,"outages":[],"faults":[],"holds":{},"answered":{},"slowest":{},
         "altered":{"c1":[{"table":"item","rows":1234,"columns":["at","name"]}]}}""");
    assertThat(at("status")).isZero();
    assertThat(out.toString())
        .contains("rows from c1 altered by triggers here, item: 1,234, in at, name");
    assertThat(at("status", "--json")).isZero();
    assertThat(out.toString().replaceAll("\\s", ""))
        .contains(
            "\"alteredByTriggers\":[{\"table\":\"item\",\"rows\":1234,\"columns\":[\"at\",\"name\"]}]");
  }
}

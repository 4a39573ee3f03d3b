package io.bactrian.cli;

import io.bactrian.site.Installation;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Holds a site's folder against its database. */
@Command(
    name = "check",
    description = {
      "Compares triggers with tables.yaml, and mappings and rules with the schemas of both sides.",
      "Tells every fault at once, and notes what should be known, such as cascades; changes nothing."
    },
    mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private SiteOption site;
  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    Installation.Checked checked = Installation.of(site.configuration()).check();
    boolean well = checked.faults().isEmpty();
    var out = spec.commandLine().getOut();
    if (json.wanted()) {
      JsonObject both = new JsonObject();
      both.put("faults", new JsonArray(List.copyOf(checked.faults())));
      both.put("notes", new JsonArray(List.copyOf(checked.notes())));
      out.println(both.toJson());
    } else {
      checked.faults().forEach(out::println);
      checked.notes().forEach(note -> out.println("note: " + note));
      out.println("check: " + (well ? "all is well" : "faults: " + checked.faults().size()));
    }
    out.flush();
    return (well ? ExitCode.OK : ExitCode.FINDINGS).number();
  }
}

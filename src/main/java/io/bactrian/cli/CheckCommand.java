package io.bactrian.cli;

import io.bactrian.install.Findings;
import io.bactrian.install.Installation;
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
      "Reports every finding at once, and changes nothing. A note is worth knowing and no fault."
    },
    mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private SiteOption site;
  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    Findings findings = Installation.of(site.configuration()).findings();
    List<String> all = findings.all();
    Screen out = Screen.out(spec);
    if (json.wanted()) {
      JsonObject both = new JsonObject();
      both.put("faults", new JsonArray(findings.faults()));
      both.put("notes", new JsonArray(findings.notes()));
      out.json(both);
    } else {
      findings.faults().forEach(out::say);
      findings.notes().forEach(note -> out.say("note: " + note));
      out.say(
          all.isEmpty()
              ? "check: all is well"
              : "check: faults: %d, notes: %d"
                  .formatted(findings.faults().size(), findings.notes().size()));
    }
    out.flush();
    return findings.faults().isEmpty() ? ExitCode.OK.number() : ExitCode.FINDINGS.number();
  }
}

package io.bactrian.cli;

import io.bactrian.site.Installation;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.camel.util.json.JsonArray;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Holds a site's folder against its database. */
@Command(
    name = "check",
    description = {
      "Compares triggers with tables.yaml, and mappings and rules with the schemas of both sides.",
      "Tells every finding at once; changes nothing."
    },
    mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private SiteOption site;
  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    List<String> findings = Installation.of(site.configuration()).check();
    var out = spec.commandLine().getOut();
    if (json.wanted()) {
      out.println(new JsonArray(List.copyOf(findings)).toJson());
    } else {
      findings.forEach(out::println);
      out.println(
          findings.isEmpty() ? "check: all is well" : "check: " + findings.size() + " findings");
    }
    out.flush();
    return findings.isEmpty() ? ExitCode.OK.number() : ExitCode.FINDINGS.number();
  }
}

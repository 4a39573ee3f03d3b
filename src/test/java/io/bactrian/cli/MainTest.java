package io.bactrian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.config.ConfigurationException;
import io.bactrian.config.Fault;
import io.bactrian.problem.Problem;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(CommandLine commandLine, String... arguments) {
    return commandLine
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  private int run(String... arguments) {
    return run(Main.commandLine(Map.of()), arguments);
  }

  /** A command that fails in the given way. */
  @Command(name = "fail")
  private record Failing(Exception fault) implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
      throw fault;
    }
  }

  @Command(name = "read")
  private static final class Reading implements Runnable {
    @Mixin private SiteOption site;
    @Mixin private JsonOption json;

    @Override
    public void run() {
      throw new IllegalStateException(site.configuration() + " " + json.wanted());
    }
  }

  private int fail(Exception fault, String debug) {
    Map<String, String> environment = Map.of("BACTRIAN_DEBUG", debug);
    return run(Main.commandLine(environment).addSubcommand(new Failing(fault)), "fail");
  }

  @Test
  void the_help_tells_the_exit_codes() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString())
        .contains(
            "Exit codes:",
            "0   Done",
            "3   Not in step",
            "4   Another process",
            "5   A fault that may pass",
            "70   `run`: Java's memory was full")
        .contains("completion", "BACTRIAN_OPTS");
  }

  @Test
  void the_version_is_the_builds() {
    assertThat(run("--version")).isZero();
    assertThat(out.toString()).matches("Bactrian \\d+\\.\\d+\\.\\d+\\S*\\R");
  }

  @Test
  void what_is_not_understood_is_told_with_the_usage() {
    assertThat(run()).isEqualTo(2);
    assertThat(run("comletion")).isEqualTo(2);
    assertThat(err.toString()).contains("Name a command.", "Usage: bactrian", "completion");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void completion_is_a_script_that_knows_the_commands() {
    assertThat(run("completion")).isZero();
    assertThat(out.toString()).contains("_complete_bactrian", "completion");
  }

  @Test
  void a_foreseen_fault_is_its_message_alone() {
    Problem problem = Problem.of("No trigger.").toDo("Run `bactrian install`.");
    assertThat(fail(problem.exception(), "0")).isEqualTo(1);
    assertThat(err.toString())
        .isEqualToNormalizingNewlines("No trigger. Run `bactrian install`.\n");
  }

  @Test
  void what_may_pass_by_itself_has_an_exit_code_of_its_own() {
    assertThat(fail(Problem.of("The database does not answer.").passes().exception(), "0"))
        .isEqualTo(5);
  }

  @Test
  void a_fault_of_the_program_is_not_foreseen() {
    assertThat(fail(new IllegalStateException("batch 7 before 6"), "0")).isEqualTo(1);
    assertThat(err.toString()).contains("IllegalStateException: batch 7", "BACTRIAN_DEBUG=1");
  }

  @Test
  void faults_of_configuration_are_told_a_line_each() {
    List<Fault> faults = List.of(new Fault("c42/a", 1, "one"), new Fault("c42/a", 2, "two"));
    assertThat(fail(new ConfigurationException(faults), "0")).isEqualTo(1);
    assertThat(err.toString()).isEqualToNormalizingNewlines("c42/a:1: one\nc42/a:2: two\n");
  }

  @Test
  void an_unforeseen_fault_says_how_to_see_more() {
    assertThat(fail(new NullPointerException("gone"), "0")).isEqualTo(1);
    assertThat(err.toString())
        .contains("java.lang.NullPointerException: gone", "BACTRIAN_DEBUG=1")
        .doesNotContain("    at ");
  }

  @Test
  void a_trace_is_shown_to_who_asks_for_it() {
    fail(Problem.of("No trigger.").exception(), "1");
    assertThat(err.toString()).startsWith("No trigger.").contains("    at ");
  }

  @Test
  void a_command_reads_the_site_that_is_named() {
    CommandLine commandLine = Main.commandLine(Map.of()).addSubcommand(new Reading());
    assertThat(run(commandLine, "read", "--json", "--site", "/no/such")).isEqualTo(1);
    assertThat(err.toString()).startsWith("such/application.properties: The file does not exist.");
  }
}

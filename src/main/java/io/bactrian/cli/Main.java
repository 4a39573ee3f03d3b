package io.bactrian.cli;

import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code bactrian}. */
@Command(
    name = "bactrian",
    description = "Keeps systems with different relational schemas in step, online or by files.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      DemoCommand.class,
      InitCommand.class,
      TokenCommand.class,
      InstallCommand.class,
      UninstallCommand.class,
      CheckCommand.class,
      RunCommand.class,
      SyncCommand.class,
      StatusCommand.class,
      RetryCommand.class,
      ChangelogCommand.class,
      ExplainCommand.class,
      ConflictsCommand.class,
      LoadCommand.class,
      PartnerCommand.class,
      UserCommand.class,
      RecoverCommand.class,
      CompletionCommand.class,
      CommandLine.HelpCommand.class
    },
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    footer = {
      "",
      "BACTRIAN_DEBUG=1 shows where a fault comes from, BACTRIAN_LOG=DEBUG logs more.",
      "BACTRIAN_OPTS holds options for Java, as in BACTRIAN_OPTS=-Xmx512m."
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  private Main() {}

  public static void main(String[] arguments) {
    System.exit(commandLine(System.getenv()).execute(arguments));
  }

  /** The command line with all commands, which all report errors in the same way. */
  static CommandLine commandLine(Map<String, String> environment) {
    CommandLine commandLine = new CommandLine(new Main());
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setExecutionExceptionHandler(
        new Faulty("1".equals(environment.get("BACTRIAN_DEBUG"))));
    commandLine.getCommandSpec().usageMessage().exitCodeList(ExitCode.meanings());
    return commandLine;
  }

  /** Reports that a command is missing. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name a command.");
  }
}

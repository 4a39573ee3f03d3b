package io.bactrian.cli;

import io.bactrian.config.SiteConfiguration;
import io.bactrian.problem.Problem;
import io.bactrian.web.Account;
import io.bactrian.web.Accounts;
import io.bactrian.web.Role;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The accounts of a site's web page. */
@Command(
    name = "user",
    description = "Makes, lists and removes the accounts of the site's web page.",
    mixinStandardHelpOptions = true)
final class UserCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name what to do: add, list or remove.");
  }

  @Command(
      description = {
        "Adds an account, or gives an existing one another role and password. A running site takes it over"
            + " within a second.",
        "Roles: a viewer sees everything, row values included; a resolver also decides conflicts; an"
            + " operator also operates the site."
      },
      mixinStandardHelpOptions = true)
  int add(
      @Mixin SiteOption site,
      @Parameters(paramLabel = "NAME", description = "Letters, digits and . _ - @") String name,
      @Option(names = "--role", required = true, description = "One of ${COMPLETION-CANDIDATES}.")
          Role role,
      @Option(
              names = "--password-file",
              paramLabel = "FILE",
              description =
                  "A file whose first line is the password; - reads it from standard input. Without,"
                      + " it is asked for.")
          String passwordFile) {
    SiteConfiguration configuration = site.configuration();
    Accounts accounts = Accounts.in(configuration.folder());
    boolean added = accounts.put(name, role, password(passwordFile));
    Screen out = Screen.out(spec);
    out.line(
        "%s %s, role %s%s",
        name,
        added ? "added" : "changed",
        role.word(),
        configuration
            .web()
            .listen()
            .map(listen -> ", for http://" + listen + "/")
            .orElse("; the site has no page until `web.listen` is set"));
    out.flush();
    return ExitCode.OK.number();
  }

  @Command(description = "Lists the accounts and their roles.", mixinStandardHelpOptions = true)
  int list(@Mixin SiteOption site) {
    List<Account> accounts = Accounts.in(site.configuration().folder()).list();
    Screen out = Screen.out(spec);
    accounts.forEach(one -> out.line("%-24s %s", one.name(), one.role().word()));
    out.line("%,d accounts", accounts.size());
    out.flush();
    return ExitCode.OK.number();
  }

  @Command(
      description = "Removes an account; whoever uses it is logged out within a second.",
      mixinStandardHelpOptions = true)
  int remove(@Mixin SiteOption site, @Parameters(paramLabel = "NAME") String name) {
    if (!Accounts.in(site.configuration().folder()).remove(name)) {
      throw Problem.of("There is no account `%s`.", name)
          .follows("Nothing was changed.")
          .toDo("`bactrian user list` shows all.")
          .exception();
    }
    Screen out = Screen.out(spec);
    out.line("%s removed", name);
    out.flush();
    return ExitCode.OK.number();
  }

  private static String password(String file) {
    try {
      if (file == null) {
        return asked();
      }
      String text =
          file.equals("-")
              ? new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()))
                  .readLine()
              : Files.readString(Path.of(file), StandardCharsets.UTF_8)
                  .lines()
                  .findFirst()
                  .orElse("");
      return text == null ? "" : text;
    } catch (IOException e) {
      throw Problem.of("The password can't be read (%s).", e.getClass().getSimpleName())
          .follows("No account was added.")
          .toDo("Check the file.")
          .exception(e);
    }
  }

  private static String asked() {
    Console console = System.console();
    if (console == null) {
      throw Problem.of("There is no terminal to ask for a password.")
          .follows("No account was added.")
          .toDo("Name a file by --password-file, or - for standard input.")
          .exception();
    }
    char[] once = console.readPassword("Password: ");
    char[] again = console.readPassword("Again: ");
    if (once == null || !Arrays.equals(once, again)) {
      throw Problem.of("The two passwords differ.")
          .follows("No account was added.")
          .toDo("Run it again.")
          .exception();
    }
    return new String(once);
  }
}

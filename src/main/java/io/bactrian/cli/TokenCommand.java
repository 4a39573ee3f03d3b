package io.bactrian.cli;

import io.bactrian.config.Tokens;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints a new bearer token. */
@Command(
    name = "token",
    description = {
      "Prints a new bearer token of 256 bits, for partner.ID.token at a hub and at its spoke.",
      "Write it to a file that only the site's user may read: umask 077; bactrian token > c1.token"
    },
    mixinStandardHelpOptions = true)
final class TokenCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Screen out = Screen.out(spec);
    out.say(new Tokens(new SecureRandom()).next());
    out.flush();
    return ExitCode.OK.number();
  }
}

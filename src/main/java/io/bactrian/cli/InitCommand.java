package io.bactrian.cli;

import io.bactrian.config.Role;
import io.bactrian.config.Tokens;
import io.bactrian.install.NewSite;
import io.bactrian.install.NewTokens;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes a site folder from a live database. */
@Command(
    name = "init",
    description = {
      "Writes a site folder from a live database: settings, all tables with a primary key, their"
          + " shape, a mapping that takes each table as it is, and at a hub the rules.",
      "Existing files are never changed; if anything is wrong, nothing is written."
    },
    mixinStandardHelpOptions = true)
final class InitCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private SiteOption site;

  @Option(names = "--id", required = true, description = "The site's own name among all sites.")
  private String id;

  @Option(names = "--role", required = true, description = "hub or spoke.")
  private Role role;

  @Option(
      names = "--system",
      required = true,
      description = "The kind of system, e.g. shop; sites with the same tables share it.")
  private String system;

  @Option(names = "--database", required = true, paramLabel = "URL", description = "JDBC URL.")
  private String url;

  @Option(names = "--user", description = "Database user.")
  private String user;

  @Option(
      names = "--password-env",
      paramLabel = "NAME",
      description = "Environment variable that holds the database password.")
  private String passwordVariable;

  @Option(
      names = "--changelog",
      paramLabel = "URI",
      defaultValue = "embedded",
      description = "embedded, or a mongodb:// URI. Default: ${DEFAULT-VALUE}")
  private String changelog;

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      description = "Hub: where spokes reach it by HTTP.")
  private String listen;

  @Option(
      names = "--partner",
      paramLabel = "ID[:SYSTEM][=ENDPOINT]",
      description = {
        "Another site, once for each; a spoke has one, its hub.",
        "ENDPOINT is an http:// address (at a spoke) or a file: folder for what is sent; then what"
            + " arrives is read from inbox/ID."
      })
  private List<String> partners = List.of();

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = {
        "The token that a hub and this partner share over HTTP; it is copied into the site folder.",
        "Without it, init makes one at a hub that listens beyond loopback, and none on loopback."
      })
  private Path tokenFile;

  @Override
  public Integer call() {
    NewSite folder =
        new NewSite(
            id,
            role,
            system,
            new NewSite.Login(
                url, Optional.ofNullable(user), Optional.ofNullable(passwordVariable)),
            changelog,
            Optional.ofNullable(listen),
            partners.stream().map(text -> NewSite.Partner.parse(text, system)).toList(),
            new NewTokens(Optional.ofNullable(tokenFile), new Tokens(new SecureRandom())));
    NewSite.Outcome files = folder.write(site.folder());
    Screen out = Screen.out(spec);
    files.kept().forEach(file -> out.line("kept as it is: %s", file));
    files.written().forEach(file -> out.line("wrote %s", file));
    out.line("Next: look through tables.yaml, then `bactrian install --site %s`.", site.folder());
    out.flush();
    return ExitCode.OK.number();
  }
}

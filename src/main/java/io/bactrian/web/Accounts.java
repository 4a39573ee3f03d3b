package io.bactrian.web;

import io.bactrian.config.Faults;
import io.bactrian.config.SiteConfiguration;
import io.bactrian.config.YamlFile;
import io.bactrian.config.YamlNode;
import io.bactrian.file.OwnerOnly;
import io.bactrian.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The accounts of a site's page, in its {@code users.yaml}. The file may change while the site
 * runs: {@link #refresh} reads it again. Thread-safe within a process.
 */
public final class Accounts {
  private static final int SHORTEST = 10;
  private static final int LONGEST = 1000;

  private final Path file;
  private volatile Map<String, Known> known;

  private record Known(Account account, String hash) {}

  private Accounts(Path file) {
    this.file = file;
    this.known = read();
  }

  /**
   * Reads those of a site.
   *
   * @param folder the site's; without the file there is no account
   * @throws io.bactrian.config.ConfigurationException with every fault of the file
   */
  public static Accounts in(Path folder) {
    return new Accounts(folder.toAbsolutePath().normalize().resolve(SiteConfiguration.USERS));
  }

  /**
   * Reads the file again.
   *
   * @throws io.bactrian.config.ConfigurationException when it is faulty; those read before stay
   */
  void refresh() {
    known = read();
  }

  private Map<String, Known> read() {
    Map<String, Known> read = new TreeMap<>();
    if (Files.exists(file)) {
      Faults faults = new Faults();
      YamlFile.read(file, faults)
          .map(top -> top.allow("users"))
          .flatMap(top -> top.require("users"))
          .ifPresent(users -> users.entries().forEach((name, one) -> enter(read, name, one)));
      faults.throwIfAny();
    }
    return read;
  }

  private static void enter(Map<String, Known> read, String name, YamlNode node) {
    node.allow("role", "password");
    if (!Account.isName(name)) {
      node.fault("is no name: up to 64 letters, digits, `.`, `_`, `-` and `@`.");
    }
    Role role =
        node.require("role")
            .map(word -> word.oneOf(Role.words()))
            .flatMap(Role::of)
            .orElse(Role.VIEWER);
    String hash = node.require("password").map(YamlNode::word).orElse("");
    if (!hash.isEmpty() && !Passwords.isHash(hash)) {
      node.fault(
          "has a password that is not hashed. Remove the entry and run `bactrian user add`.");
    }
    read.put(name, new Known(new Account(name, role), hash));
  }

  /** All, by name. */
  public List<Account> list() {
    return known.values().stream().map(Known::account).toList();
  }

  /** The account with this name, with its present role. */
  Optional<Account> find(String name) {
    return Optional.ofNullable(known.get(name)).map(Known::account);
  }

  /**
   * The account with this name, if this is its password. Takes tens of milliseconds, whether there
   * is such an account or not.
   */
  Optional<Account> authenticate(String name, CharSequence password) {
    Known one = known.get(name);
    boolean sound = password.length() <= LONGEST;
    boolean fits = Passwords.fits(sound ? password : "", one == null ? null : one.hash());
    return fits && sound ? Optional.of(one.account()) : Optional.empty();
  }

  /**
   * Adds an account, or gives an existing one another role and password.
   *
   * @return whether it is new
   * @throws io.bactrian.problem.ProblemException when the name or password can't be one, or the
   *     file can't be written
   */
  public boolean put(String name, Role role, CharSequence password) {
    if (!Account.isName(name)) {
      throw Problem.of("`%s` is no name for an account.", name)
          .follows("Nothing was changed.")
          .toDo("Use up to 64 letters, digits, `.`, `_`, `-` and `@`.")
          .exception();
    }
    if (password.length() < SHORTEST || password.length() > LONGEST) {
      throw Problem.of("The password has %d characters.", password.length())
          .follows("Nothing was changed.")
          .toDo("Use %d to %d characters; three or four words will do.", SHORTEST, LONGEST)
          .exception();
    }
    Map<String, Known> changed = new TreeMap<>(read());
    boolean added =
        changed.put(name, new Known(new Account(name, role), Passwords.hash(password))) == null;
    write(changed);
    return added;
  }

  /**
   * Removes an account; whoever uses it is logged out.
   *
   * @return false when there is none
   * @throws io.bactrian.problem.ProblemException when the file can't be written
   */
  public boolean remove(String name) {
    Map<String, Known> changed = new TreeMap<>(read());
    boolean there = changed.remove(name) != null;
    if (there) {
      write(changed);
    }
    return there;
  }

  private void write(Map<String, Known> changed) {
    StringBuilder text =
        new StringBuilder("# Accounts of the web page. `bactrian user` writes this file.\nusers:");
    changed.forEach(
        (name, one) ->
            text.append("\n  ")
                .append(YamlFile.quoted(name))
                .append(": {role: ")
                .append(one.account().role().word())
                .append(", password: ")
                .append(YamlFile.quoted(one.hash()))
                .append('}'));
    try {
      OwnerOnly.write(file, text.append(changed.isEmpty() ? " {}\n" : "\n").toString());
      known = changed;
    } catch (IOException e) {
      throw Problem.of("%s can't be written (%s).", file, e.getClass().getSimpleName())
          .follows("The accounts are as they were.")
          .toDo("Check the folder's permissions and the disk.")
          .exception(e);
    }
  }
}

package io.bactrian.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.config.ConfigurationException;
import io.bactrian.problem.ProblemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class AccountsTest {
  private static final String PASSWORD = "correct horse battery";

  @TempDir private Path dir;

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void a_password_is_kept_as_a_salted_hash_in_a_file_of_the_owner() throws Exception {
    assertThat(Accounts.in(dir).put("ann", Role.RESOLVER, PASSWORD)).isTrue();
    Path file = dir.resolve("users.yaml");
    assertThat(Files.readString(file))
        .contains("$argon2id$v=19$m=19456,t=2,p=1$")
        .doesNotContain("horse");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    Accounts read = Accounts.in(dir);
    assertThat(read.authenticate("ann", PASSWORD)).contains(new Account("ann", Role.RESOLVER));
    assertThat(read.authenticate("ann", "correct horse")).isEmpty();
    assertThat(read.authenticate("bob", PASSWORD)).isEmpty();
  }

  @Test
  void an_account_is_changed_and_removed_while_another_reads_the_file() {
    Accounts running = Accounts.in(dir);
    assertThat(running.list()).isEmpty();
    Accounts command = Accounts.in(dir);
    command.put("ann", Role.VIEWER, PASSWORD);
    assertThat(command.put("ann", Role.OPERATOR, PASSWORD)).isFalse();
    running.refresh();
    assertThat(running.find("ann")).contains(new Account("ann", Role.OPERATOR));
    assertThat(command.remove("ann")).isTrue();
    assertThat(command.remove("ann")).isFalse();
    running.refresh();
    assertThat(running.find("ann")).isEmpty();
  }

  @Test
  void a_short_password_and_a_name_that_is_none_are_refused() {
    Accounts accounts = Accounts.in(dir);
    assertThatThrownBy(() -> accounts.put("ann", Role.VIEWER, "short"))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("5 characters")
        .hasMessageNotContaining("short");
    assertThatThrownBy(() -> accounts.put("ann\n", Role.VIEWER, PASSWORD))
        .isInstanceOf(ProblemException.class);
    assertThat(dir.resolve("users.yaml")).doesNotExist();
  }

  @Test
  void all_faults_of_the_file_are_told_and_no_password() throws Exception {
    Files.writeString(
        dir.resolve("users.yaml"),
        "users:\n  ann: {role: boss, password: secret-word}\n  bob: {password: \"\"}\n");
    assertThatThrownBy(() -> Accounts.in(dir))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("users.yaml:2")
        .hasMessageContaining("boss")
        .hasMessageContaining("not hashed")
        .hasMessageContaining("users.yaml:3")
        .hasMessageNotContaining("secret-word");
  }

  @Test
  void a_role_may_what_those_before_it_may() {
    assertThat(Role.OPERATOR.includes(Role.RESOLVER)).isTrue();
    assertThat(Role.RESOLVER.includes(Role.RESOLVER)).isTrue();
    assertThat(Role.VIEWER.includes(Role.RESOLVER)).isFalse();
  }
}

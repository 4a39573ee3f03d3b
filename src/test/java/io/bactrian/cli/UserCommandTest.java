package io.bactrian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.web.Account;
import io.bactrian.web.Accounts;
import io.bactrian.web.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserCommandTest extends CommandsAtSite {
  @TempDir private Path secrets;
  private Path password;

  @BeforeEach
  void site() throws Exception {
    sql("create table article (id integer primary key, title varchar(40))");
    init();
    password = secrets.resolve("password");
    Files.writeString(password, "correct horse battery\nanother line\n");
  }

  @Test
  void an_account_is_added_listed_and_removed() {
    assertThat(
            at("user", "add", "ann", "--role", "resolver", "--password-file", password.toString()))
        .isZero();
    assertThat(out.toString()).contains("ann added, role resolver").contains("web.listen");
    assertThat(Accounts.in(site).list()).containsExactly(new Account("ann", Role.RESOLVER));
    assertThat(at("user", "list")).isZero();
    assertThat(out.toString()).contains("1 accounts");
    assertThat(at("user", "remove", "ann")).isZero();
    assertThat(at("user", "remove", "ann")).isNotZero();
    assertThat(err.toString()).contains("There is no account `ann`. Nothing was changed.");
  }

  @Test
  void without_a_terminal_the_password_is_not_asked_for_and_none_is_shown() throws Exception {
    Files.writeString(password, "short");
    assertThat(at("user", "add", "ann", "--role", "viewer", "--password-file", password.toString()))
        .isNotZero();
    assertThat(err.toString()).contains("5 characters").doesNotContain("short");
  }
}

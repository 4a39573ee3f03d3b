package io.bactrian.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in, and what is recorded of it. */
class LoginTest {
  @TempDir private static Path dir;
  private static WebSite site;

  @BeforeAll
  static void start() throws Exception {
    site = WebSite.hub(dir);
  }

  @AfterAll
  static void stop() {
    site.close();
  }

  @Test
  void whoever_is_not_logged_in_sees_the_login_and_then_the_page_that_was_asked_for()
      throws Exception {
    Client client = new Client(site);
    HttpResponse<String> asked = client.get("/?a=b");
    assertThat(asked.statusCode()).isEqualTo(303);
    assertThat(asked.headers().firstValue("location")).contains("/login?to=%2F%3Fa%3Db");
    HttpResponse<String> in =
        client.post(
            "/login", Map.of("name", "viewer", "password", WebSite.PASSWORD, "to", "/?a=b"));
    assertThat(in.headers().firstValue("location")).contains("/?a=b");
    assertThat(client.get("/").body()).contains("viewer").contains("Log out");
    assertThat(site.audit()).contains("\"who\":\"viewer\"").contains("\"act\":\"login\"");
  }

  @Test
  void a_wrong_password_an_unknown_name_and_a_name_that_cannot_be_one_are_refused_alike()
      throws Exception {
    for (String name : new String[] {"operator", "nobody", "<script>"}) {
      HttpResponse<String> refused = new Client(site).login(name, "wrong");
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(refused.body())
          .contains("Name or password is wrong.")
          .doesNotContain(name.equals("<script>") ? "<script>alert" : "Log out");
    }
    assertThat(site.audit()).contains("\"who\":\"nobody\"").contains("\"act\":\"login refused\"");
  }

  @Test
  void a_cookie_is_kept_from_scripts_and_other_sites_and_changes_with_the_login() throws Exception {
    HttpResponse<String> in = new Client(site).login("viewer", WebSite.PASSWORD);
    assertThat(in.headers().firstValue("set-cookie").orElseThrow())
        .startsWith("bactrian-hq=")
        .containsIgnoringCase("HttpOnly")
        .contains("SameSite=Lax")
        .contains("Path=/");
  }

  @Test
  void a_form_without_the_token_of_the_session_or_from_another_site_is_refused() throws Exception {
    Client client = Client.as(site, Role.VIEWER);
    assertThat(client.send(client.form("/logout", "token=guessed")).statusCode()).isEqualTo(403);
    assertThat(
            client
                .send(client.form("/login", "name=a&password=b").header("Origin", "http://evil"))
                .statusCode())
        .isEqualTo(403);
    assertThat(
            client
                .send(
                    client
                        .form("/login", "name=a&password=b")
                        .header("Sec-Fetch-Site", "cross-site"))
                .statusCode())
        .isEqualTo(403);
    assertThat(client.get("/").statusCode()).isEqualTo(200);
    assertThat(client.post("/logout", Map.of()).statusCode()).isEqualTo(303);
    assertThat(client.get("/").statusCode()).isEqualTo(303);
  }

  @Test
  void every_answer_forbids_scripts_of_others_frames_and_caches() throws Exception {
    HttpResponse<String> page = new Client(site).get("/login");
    assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
        .contains("default-src 'none'")
        .contains("script-src 'self'")
        .contains("frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(page.headers().firstValue("x-content-type-options")).contains("nosniff");
    assertThat(page.headers().firstValue("cache-control")).contains("no-store");
  }

  @Test
  void no_redirect_leads_to_another_site() throws Exception {
    for (String to : new String[] {"//evil", "https://evil", "/\\evil", "/a\nb", ""}) {
      HttpResponse<String> in =
          new Client(site)
              .post("/login", Map.of("name", "viewer", "password", WebSite.PASSWORD, "to", to));
      assertThat(in.headers().firstValue("location")).as(to).contains("/");
    }
  }

  @Test
  void a_large_body_of_a_stranger_is_not_read() throws Exception {
    HttpResponse<String> large = new Client(site).login("viewer", "x".repeat(20_000));
    assertThat(large.statusCode()).isEqualTo(413);
  }

  @Test
  void after_three_wrong_passwords_the_next_one_is_not_looked_at_for_a_while() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertThat(new Client(site).login("guessed", "wrong").statusCode()).isEqualTo(401);
    }
    HttpResponse<String> refused = new Client(site).login("guessed", "wrong");
    for (int more = 0; more < 7 && refused.statusCode() == 401; more++) {
      refused = new Client(site).login("guessed", "wrong"); // a wait had passed before it came
    }
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("retry-after")).isPresent();
    assertThat(refused.body()).contains("Try again in");
  }

  @Test
  void whoever_is_removed_from_the_accounts_is_logged_out_while_the_site_runs() throws Exception {
    Accounts accounts = Accounts.in(site.folder);
    accounts.put("passing", Role.VIEWER, WebSite.PASSWORD);
    Client client = new Client(site);
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (client.login("passing", WebSite.PASSWORD).statusCode() != 303) {
      assertThat(System.nanoTime()).as("not known yet").isLessThan(deadline);
      LockSupport.parkNanos(500_000_000);
    }
    assertThat(client.get("/").statusCode()).isEqualTo(200);
    accounts.remove("passing");
    while (client.get("/").statusCode() == 200) {
      assertThat(System.nanoTime()).as("still logged in").isLessThan(deadline);
      LockSupport.parkNanos(20_000_000);
    }
    assertThat(client.get("/").statusCode()).isEqualTo(303);
  }
}

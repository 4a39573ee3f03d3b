package io.bactrian.web;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A Chromium that is installed on this machine, without a window. For one thread. */
final class Chromium implements AutoCloseable {
  private static final List<Path> PLACES =
      List.of(
          Path.of("/usr/bin/chromium"),
          Path.of("/usr/bin/chromium-browser"),
          Path.of("/usr/bin/google-chrome"));

  private final Playwright playwright;
  private final Browser browser;

  private Chromium(Path program) {
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(program)
                    .setArgs(
                        List.of("--no-sandbox", "--disable-gpu", "--force-device-scale-factor=1")));
  }

  /** Whether there is one. */
  static boolean isInstalled() {
    return PLACES.stream().anyMatch(Files::isExecutable);
  }

  static Chromium start() {
    return new Chromium(PLACES.stream().filter(Files::isExecutable).findFirst().orElseThrow());
  }

  /** A window of its own: no other has its cookies. */
  Page window(int width, int height, boolean dark) {
    BrowserContext context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setColorScheme(dark ? ColorScheme.DARK : ColorScheme.LIGHT));
    Page page = context.newPage();
    page.setDefaultTimeout(15_000);
    return page;
  }

  /** A window in which somebody with this role is logged in. */
  Page window(WebSite site, Role role) {
    Page page = window(1280, 900, false);
    login(page, site, role);
    return page;
  }

  static void login(Page page, WebSite site, Role role) {
    page.navigate(site.address("/login"));
    page.getByLabel("Name").fill(role.word());
    page.getByLabel("Password").fill(WebSite.PASSWORD);
    page.getByText("Log in", new Page.GetByTextOptions().setExact(true)).click();
    page.waitForURL(site.address("/"));
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}

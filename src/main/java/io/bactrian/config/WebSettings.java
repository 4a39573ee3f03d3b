package io.bactrian.config;

import static io.bactrian.config.Setting.defaulted;
import static io.bactrian.config.Setting.optional;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/** The web page of a site. */
final class WebSettings {
  static final Setting<Listen> LISTEN =
      optional(
          "web.listen",
          SettingTypes.listen(),
          "127.0.0.1:8090",
          "Where the site shows its web page; without it there is none. Beyond loopback only"
              + " together with `web.address`. `bactrian user add` makes accounts.");
  static final Setting<URI> ADDRESS =
      optional(
          "web.address",
          SettingTypes.httpsAddress(),
          "https://hq.example",
          "The address that people type when a TLS proxy stands before the page. Then cookies are"
              + " for https alone, and who asks is taken from the last entry of `X-Forwarded-For`,"
              + " which the proxy must set.");
  static final Setting<Duration> IDLE =
      defaulted(
          "web.idle",
          Quantities.duration(),
          "30 min",
          "How long somebody who is logged in may do nothing before logging in again.");

  /** In the order of the reference. */
  static final List<Setting<?>> ALL = List.of(LISTEN, ADDRESS, IDLE);

  private WebSettings() {}
}

package io.bactrian.config;

import io.bactrian.config.SiteConfiguration.Partner;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checks that the settings say how each partner authenticates over HTTP. A partner that is reached
 * by files has no token, because it does not use HTTP. Values that are missing or faulty may be
 * null. One thread.
 */
final class AuthenticationChecks {
  private final LineFaults faults;
  private final Map<Secret, String> owners = new HashMap<>();

  AuthenticationChecks(LineFaults faults) {
    this.faults = faults;
  }

  void all(Role role, Optional<Listen> listen, List<PartnerLines> partners) {
    for (PartnerLines lines : partners) {
      if (lines.byFiles()) {
        unused(lines);
      } else if (role == Role.SPOKE && lines.httpEndpoint()) {
        spoke(lines);
      } else if (role == Role.HUB && listen != null && listen.isPresent()) {
        hub(lines, listen.get());
      }
      lines.partner().token().ifPresent(token -> owned(lines, token));
    }
  }

  private void unused(PartnerLines lines) {
    int line = Math.max(lines.token(), lines.authentication());
    if (line > 0) {
      faults.add(
          line,
          "Partner `%1$s` is reached by files and may not speak over HTTP, so `partner.%1$s.%2$s` is not used. Remove it."
              .formatted(lines.partner().id(), lines.token() > 0 ? "token" : "authentication"));
    }
  }

  private void hub(PartnerLines lines, Listen listen) {
    if (!declared(lines) || lines.partner().authentication() != Authentication.NONE) {
      return;
    }
    if (!listen.loopback()) {
      faults.add(
          lines.authentication(),
          "Whoever reaches %s could speak for partner `%s`: `authentication = none` is for a hub that listens on loopback alone. %s, or listen on 127.0.0.1."
              .formatted(listen, lines.partner().id(), advice(lines.partner())));
    }
  }

  private void spoke(PartnerLines lines) {
    Partner hub = lines.partner();
    boolean none = declared(lines) && hub.authentication() == Authentication.NONE;
    if (none && !Listen.onLoopback(hub.endpoint().orElseThrow())) {
      faults.add(
          lines.authentication(),
          "`authentication = none` is for a hub on this machine, and `partner.%s.endpoint` leads elsewhere. %s."
              .formatted(hub.id(), advice(hub)));
    }
  }

  /** Requires exactly one way in which this partner authenticates. */
  private boolean declared(PartnerLines lines) {
    Partner partner = lines.partner();
    if (partner.authentication() == Authentication.NONE && lines.token() > 0) {
      faults.add(
          lines.authentication(),
          "Partner `%s` has a token and `authentication = none`. Remove one of them."
              .formatted(partner.id()));
      return false;
    }
    if (partner.authentication() == Authentication.TOKEN && lines.token() == 0) {
      faults.add(
          lines.line(),
          "Partner `%1$s` has no token, so the other side could not know who acts as it. %2$s. Where both run on one machine, `partner.%1$s.authentication = none` does without."
              .formatted(partner.id(), advice(partner)));
      return false;
    }
    return true;
  }

  private static String advice(Partner partner) {
    return "Add `partner.%1$s.token = ${file:%1$s.token}`, the same at both; `bactrian token` makes one"
        .formatted(partner.id());
  }

  private void owned(PartnerLines lines, Secret token) {
    String id = lines.partner().id();
    TokenStrength.fault(token.value())
        .ifPresent(
            why ->
                faults.add(
                    lines.token(),
                    "`partner.%s.token` %s. Use the one that `bactrian token` prints, at both sites."
                        .formatted(id, why)));
    String other = owners.putIfAbsent(token, id);
    if (other != null) {
      faults.add(
          lines.line(),
          "Partners `%s` and `%s` have the same token: each could speak for the other. Give each its own."
              .formatted(other, id));
    }
  }
}

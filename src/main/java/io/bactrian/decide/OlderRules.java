package io.bactrian.decide;

import io.bactrian.conflict.Rules;
import java.time.Instant;
import java.util.List;

/** Rules that were in use at a hub. */
@FunctionalInterface
public interface OlderRules {

  /** Those with a file of this version, the newest first, those in use included. */
  List<Older> of(int version);

  /**
   * @param since when they came into use
   * @param rules null when they don't fit the tables as they are now
   * @param fault why they don't; null when they do
   */
  record Older(Instant since, Rules rules, String fault) {}
}

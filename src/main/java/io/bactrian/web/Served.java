package io.bactrian.web;

import io.bactrian.config.SiteConfiguration;
import io.bactrian.decide.Decisions;
import io.bactrian.monitor.SiteStatus;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The site that is served.
 *
 * @param status reads it from the stores
 * @param decisions of a hub; empty at a spoke
 */
public record Served(
    SiteConfiguration configuration,
    Supplier<SiteStatus> status,
    Optional<Decisions> decisions,
    Clock clock) {}

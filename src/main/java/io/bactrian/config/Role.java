package io.bactrian.config;

/** A site's place: spokes talk only to the hub, and the hub decides. */
public enum Role {
  HUB,
  SPOKE
}

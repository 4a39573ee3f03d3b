package io.bactrian.config;

/** Role of a site: spokes exchange only with the hub, and the hub decides conflicts. */
public enum Role {
  HUB,
  SPOKE
}

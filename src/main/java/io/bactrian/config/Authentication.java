package io.bactrian.config;

/** How a partner authenticates over HTTP. */
public enum Authentication {
  /** By its bearer token. */
  TOKEN,
  /** Not at all: everyone on this machine may act as the partner. */
  NONE
}

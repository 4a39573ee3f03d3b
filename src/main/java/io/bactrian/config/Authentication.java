package io.bactrian.config;

/** How a partner shows over HTTP who it is. */
public enum Authentication {
  /** By its bearer token. */
  TOKEN,
  /** Not at all: whoever is on this machine may speak for it. */
  NONE
}

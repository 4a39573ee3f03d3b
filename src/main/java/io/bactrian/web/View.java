package io.bactrian.web;

/**
 * What every page shows around its content.
 *
 * @param site its id
 * @param hub id of the hub, of this site or the one that this is a spoke of
 * @param account that asks; null when nobody is logged in
 * @param token for forms; null when nobody is logged in
 * @param here the part of the site that is shown, for the navigation
 * @param notice what was just done, or null
 */
record View(String site, String hub, Account account, String token, String here, String notice) {
  boolean atHub() {
    return site.equals(hub);
  }

  boolean may(Role role) {
    return account != null && account.role().includes(role);
  }

  boolean resolver() {
    return may(Role.RESOLVER);
  }
}

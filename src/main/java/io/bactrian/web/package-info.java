/**
 * The web page of a site: where people decide conflicts, and see how the site is. Server-rendered;
 * see {@code docs/decisions/0033}.
 */
package io.bactrian.web;

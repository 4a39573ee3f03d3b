/**
 * Folders through which documents travel: what partners put there is hostile, and what is written
 * there is made new. No link is followed.
 */
package io.bactrian.folder;

/**
 * Exchange through folders. Treats everything that partners put there as hostile, writes only new
 * files, and follows no link.
 */
package io.bactrian.folder;

/** Problems, the base of every error for a person to read. */
package io.bactrian.problem;

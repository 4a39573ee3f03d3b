/** What went wrong, in fields: the base of every error that a person is to read. */
package io.bactrian.problem;

/** The interface to a kind of database, and code that several kinds share. */
package io.bactrian.database.dialect;

/** What the rest of Bactrian asks of a kind of database, and what the kinds share. */
package io.bactrian.database.dialect;

/**
 * The dialect of PostgreSQL: the server converts canonical text, triggers are in PL/pgSQL, rows are
 * written as arrays.
 */
package io.bactrian.database.postgres;

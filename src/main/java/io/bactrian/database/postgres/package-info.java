/**
 * PostgreSQL: the server prints and reads canonical text; triggers in PL/pgSQL, writes by arrays.
 */
package io.bactrian.database.postgres;

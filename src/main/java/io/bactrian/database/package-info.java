/**
 * Access to the relational database of a site: its catalogue, side tables and triggers, reading and
 * writing rows.
 */
package io.bactrian.database;

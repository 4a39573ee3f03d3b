/** The relational database of a site: its catalogue, side tables, triggers, reading and writing. */
package io.bactrian.database;

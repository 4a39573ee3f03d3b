/** Evaluates expressions of mappings and destinations in Camel's Simple language. */
package io.bactrian.expression;

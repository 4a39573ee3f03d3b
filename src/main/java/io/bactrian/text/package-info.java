/** Makes foreign text safe to show. */
package io.bactrian.text;

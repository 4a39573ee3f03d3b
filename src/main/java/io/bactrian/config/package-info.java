/** Settings of a site: declared once, read and validated. */
package io.bactrian.config;

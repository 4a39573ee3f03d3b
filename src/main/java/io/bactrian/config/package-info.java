/** What a site folder says, declared once, validated whole. */
package io.bactrian.config;

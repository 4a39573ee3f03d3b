/**
 * The JSON API of a site, a section of its web server: what the page does, for programs. One
 * declaration of each operation routes its requests, checks them and describes them in OpenAPI.
 */
package io.bactrian.api;

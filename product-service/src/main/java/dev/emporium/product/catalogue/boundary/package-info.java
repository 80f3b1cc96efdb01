/** Products over HTTP: what everybody sees of them, and what staff change. */
package dev.emporium.product.catalogue.boundary;

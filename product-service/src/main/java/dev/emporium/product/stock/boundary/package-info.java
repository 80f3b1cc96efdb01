/** Stock over HTTP, and what orders ask of it over Kafka. */
package dev.emporium.product.stock.boundary;

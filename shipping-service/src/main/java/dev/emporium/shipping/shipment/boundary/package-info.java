/** Shipments over HTTP, and what is asked for and told of them over Kafka. */
package dev.emporium.shipping.shipment.boundary;

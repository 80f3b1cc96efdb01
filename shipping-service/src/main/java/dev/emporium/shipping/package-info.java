/** Shipments: what it costs to bring an order somewhere, and where its parcel is. */
package dev.emporium.shipping;

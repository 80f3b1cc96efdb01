/** Shipments, the moves that they may make, and where both are kept. */
package dev.emporium.shipping.shipment.entity;

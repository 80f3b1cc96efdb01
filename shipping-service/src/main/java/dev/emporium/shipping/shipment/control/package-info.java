/** Making shipments, having them labelled, and moving them until they have arrived. */
package dev.emporium.shipping.shipment.control;

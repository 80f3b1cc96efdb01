/** Those who bring parcels, behind one port. */
package dev.emporium.shipping.carrier.control;

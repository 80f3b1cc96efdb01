/** What goes to a carrier, and what comes back. */
package dev.emporium.shipping.carrier.entity;

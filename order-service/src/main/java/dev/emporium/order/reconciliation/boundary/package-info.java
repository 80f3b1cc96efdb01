/** Where staff read what does not add up. */
package dev.emporium.order.reconciliation.boundary;

/** Holds the orders against the books of the services that follow them, again and again. */
package dev.emporium.order.reconciliation.control;

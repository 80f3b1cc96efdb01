/** What can be done with orders that are placed, each in one transaction, and what must be done when they move. */
package dev.emporium.order.ordering.control;

/** Placing an order over HTTP, and the listener to what was answered to its checkout. */
package dev.emporium.order.checkout.boundary;

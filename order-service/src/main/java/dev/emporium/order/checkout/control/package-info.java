/** Placing an order and taking it to its decision, each step in one transaction; what it asks of the cart and the catalogue, outside of it. */
package dev.emporium.order.checkout.control;

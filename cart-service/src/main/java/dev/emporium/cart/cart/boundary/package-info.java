/** The ways in: the carts' resource, and the listener to orders. */
package dev.emporium.cart.cart.boundary;

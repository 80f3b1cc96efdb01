/** What can be done with carts, each in one transaction, and the port to the catalogue, which is asked outside of it. */
package dev.emporium.cart.cart.control;

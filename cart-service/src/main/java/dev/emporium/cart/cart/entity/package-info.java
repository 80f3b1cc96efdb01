/** Carts and their rules, the catalogue's products as a cart sees them, and where carts are kept. */
package dev.emporium.cart.cart.entity;

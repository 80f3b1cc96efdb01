/** The cart service: what customers mean to buy, at the prices of the moment. */
package dev.emporium.cart;

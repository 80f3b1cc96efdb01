/**
 * What the shop offers. It tells the stock, in the same transaction, which products there are and what may be done with
 * them; the stock asks it nothing.
 */
package dev.emporium.product.catalogue.control;

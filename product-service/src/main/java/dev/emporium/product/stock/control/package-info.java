/** Counting goods, and setting them aside, selling them and taking them back for orders. */
package dev.emporium.product.stock.control;

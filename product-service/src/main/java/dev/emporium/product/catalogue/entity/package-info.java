/**
 * Products, and where they are kept. How many of each can be ordered is read from {@code stock_levels}, the one view that
 * the stock offers: in the statement that reads the products, since a second one would cost each page a round trip.
 */
package dev.emporium.product.catalogue.entity;

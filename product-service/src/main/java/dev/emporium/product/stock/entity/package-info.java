/**
 * How many of each product there are, what changed it, what orders hold, and what may be sold. Statements name the stock's
 * own tables alone.
 */
package dev.emporium.product.stock.entity;

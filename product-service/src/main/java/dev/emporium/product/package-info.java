/** Products, and how many of each there are. */
package dev.emporium.product;

/** Imports, the files that they are of, and how far they have come. */
package dev.emporium.product.transfer.entity;

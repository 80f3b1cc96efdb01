/** What products on sale are found by, and how it is asked; the tables {@code listings} and {@code search_words}. */
package dev.emporium.product.search.entity;

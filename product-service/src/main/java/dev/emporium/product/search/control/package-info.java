/**
 * Lists, filters, facets and searches of what is on sale. The catalogue and the stock tell it what changes, in the
 * transaction of the change; it asks neither.
 */
package dev.emporium.product.search.control;

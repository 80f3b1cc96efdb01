/**
 * Whole catalogues that come and go as files. A file is kept in the database until it is read, so that it is read to its end
 * whatever becomes of the process that took it.
 */
package dev.emporium.product.transfer.control;

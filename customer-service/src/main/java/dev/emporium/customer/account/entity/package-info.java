/**
 * Customers with their addresses, and where they are kept. The hash of a password stands in its owner's row, so that an
 * account that was deleted has none.
 */
package dev.emporium.customer.account.entity;

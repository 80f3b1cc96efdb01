/** Customers with their credentials and addresses, and where they are kept. */
package dev.emporium.customer.account.entity;

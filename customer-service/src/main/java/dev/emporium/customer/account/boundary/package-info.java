/** Accounts over HTTP: registration, one's own, and all of them for admins. */
package dev.emporium.customer.account.boundary;

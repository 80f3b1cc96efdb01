/** Payments over HTTP, and the listeners to commands and to accounts that are deleted. */
package dev.emporium.payment.payment.boundary;

/** Where providers tell of what happens to payments. */
package dev.emporium.payment.provider.boundary;

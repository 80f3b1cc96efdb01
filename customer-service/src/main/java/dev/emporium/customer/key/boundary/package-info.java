/** The public keys over HTTP, for everybody who verifies tokens. */
package dev.emporium.customer.key.boundary;

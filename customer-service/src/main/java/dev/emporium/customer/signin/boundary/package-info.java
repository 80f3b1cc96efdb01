/** The token endpoint. */
package dev.emporium.customer.signin.boundary;

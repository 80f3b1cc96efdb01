/** The audit trail over HTTP, and where a request comes from. */
package dev.emporium.customer.audit.boundary;

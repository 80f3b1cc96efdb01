/** Reading the audit trail, and standing in for what it must not hold. */
package dev.emporium.customer.audit.control;

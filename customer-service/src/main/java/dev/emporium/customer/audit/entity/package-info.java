/** What is noted in the audit trail, and where it came from. */
package dev.emporium.customer.audit.entity;

/** Who may do what only admins may, and what stands in the place of what the audit trail must not hold. */
package dev.emporium.customer.audit.control;

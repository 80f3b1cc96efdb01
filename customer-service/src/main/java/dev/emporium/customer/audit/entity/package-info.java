/** What is noted of a security event, and where. */
package dev.emporium.customer.audit.entity;

/** The keys that sign tokens: when each is published and when it signs, and how they are kept. */
package dev.emporium.customer.key.entity;

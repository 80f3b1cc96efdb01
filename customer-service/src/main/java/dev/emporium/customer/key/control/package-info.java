/** Making tokens, and changing the keys that sign them without anybody noticing. */
package dev.emporium.customer.key.control;

/** Who has changed what: an append-only trail, written in the transaction of the change and read by admins. */
package dev.emporium.platform.audit;

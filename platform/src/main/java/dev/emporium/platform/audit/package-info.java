/** Who did what: an append-only trail, written in the transaction of what is noted and read by admins. */
package dev.emporium.platform.audit;

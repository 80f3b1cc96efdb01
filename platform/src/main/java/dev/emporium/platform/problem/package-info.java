/** What a client is told when a request cannot be granted: RFC 9457 problem documents, the same for every cause. */
package dev.emporium.platform.problem;

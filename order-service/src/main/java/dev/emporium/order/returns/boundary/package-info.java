/** Returns over HTTP, and the listener to what was refunded. */
package dev.emporium.order.returns.boundary;

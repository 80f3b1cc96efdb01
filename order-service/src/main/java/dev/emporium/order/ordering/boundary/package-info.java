/** Orders over HTTP, and the listener to accounts that are deleted. */
package dev.emporium.order.ordering.boundary;

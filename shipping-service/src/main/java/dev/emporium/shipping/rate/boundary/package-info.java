/** The table of rates, and quotes by it, over HTTP. */
package dev.emporium.shipping.rate.boundary;

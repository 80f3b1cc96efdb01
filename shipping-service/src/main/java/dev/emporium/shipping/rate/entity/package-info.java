/** The table of what it costs to send something, and what it says of an order. */
package dev.emporium.shipping.rate.entity;

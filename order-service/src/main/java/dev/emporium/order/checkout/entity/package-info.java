/** The checkout as a table of steps, where each order stands in it, and what guests have ordered. */
package dev.emporium.order.checkout.entity;

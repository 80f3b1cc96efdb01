/** Orders, the moves that they may make, and where both are kept. */
package dev.emporium.order.ordering.entity;

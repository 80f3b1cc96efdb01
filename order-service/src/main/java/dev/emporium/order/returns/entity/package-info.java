/** Goods that come back, and where that is kept. */
package dev.emporium.order.returns.entity;

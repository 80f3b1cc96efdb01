/** What others' books say of orders, and what they must say. */
package dev.emporium.order.reconciliation.entity;

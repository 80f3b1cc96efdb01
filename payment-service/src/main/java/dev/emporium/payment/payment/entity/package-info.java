/** Payments and the moves that they may make, refunds, the ledger, and where all of it is kept. */
package dev.emporium.payment.payment.entity;

/** Payments: money held, taken and given back at a provider, each amount in a ledger. */
package dev.emporium.payment;

/** What is done with payments, each in one transaction; the provider is asked outside of it. */
package dev.emporium.payment.payment.control;

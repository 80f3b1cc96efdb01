/** What can be done with accounts, each in one transaction. */
package dev.emporium.customer.account.control;

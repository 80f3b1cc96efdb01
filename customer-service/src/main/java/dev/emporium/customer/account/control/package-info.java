/** What can be done with accounts, each in one transaction; passwords, their hashing, and what keeps guessers off. */
package dev.emporium.customer.account.control;

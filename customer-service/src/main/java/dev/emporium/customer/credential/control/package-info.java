/**
 * Knowing people by what they know: which passwords are taken, how they are hashed, whether one is right, and what keeps
 * guessers off. It knows no account: where credentials are kept is a port, and a customer is an id.
 */
package dev.emporium.customer.credential.control;

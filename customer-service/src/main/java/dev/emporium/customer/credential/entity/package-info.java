/** What somebody proves by who they are, e-mail and password, and what is counted of attempts to guess it. */
package dev.emporium.customer.credential.entity;

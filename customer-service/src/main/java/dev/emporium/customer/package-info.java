/** The customer service: who people are, how they prove it, and the tokens by which all services know them. */
package dev.emporium.customer;

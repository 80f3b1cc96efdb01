/** What a provider is asked for and what it finds, and where its calls and webhooks are noted. */
package dev.emporium.payment.provider.entity;

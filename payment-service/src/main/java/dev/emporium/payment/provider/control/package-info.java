/** Payment providers behind one port, and what their webhooks are worth. */
package dev.emporium.payment.provider.control;

/**
 * A mailbox for all mails and text messages of one machine: a mail server that passes nothing on, a gateway for text
 * messages without telephones, and a page to read them on.
 */
package dev.emporium.simulators.mail;

/**
 * The receiving end of Fluentd's forward protocol, version 1, in all of its modes: it takes logs in where there is no
 * Fluentd, and in tests it is what the sending end is held against.
 */
package dev.emporium.logshipping.receiver;

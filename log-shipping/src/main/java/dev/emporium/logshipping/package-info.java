/**
 * The sending end of Fluentd's forward protocol: the appender {@code fluentd} of a service, which Dropwizard finds on the
 * class path. Lines wait in memory and on disk, and nobody who logs waits for them.
 */
package dev.emporium.logshipping;

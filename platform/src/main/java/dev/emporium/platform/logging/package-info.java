/** Log lines for people; those for machines are Dropwizard's own JSON. */
package dev.emporium.platform.logging;

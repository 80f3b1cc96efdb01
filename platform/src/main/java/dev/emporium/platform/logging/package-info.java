/**
 * What a service says of itself: one object per line, in the fields of docs/log-fields.md, to its output and to Fluentd.
 */
package dev.emporium.platform.logging;

/**
 * The gateway of the platform on one machine: a reverse proxy that reads the very {@code Mapping} files that Emissary
 * reads in the cluster, and means the same by them. What it does not know it refuses at start, since a field that is
 * silently ignored here and obeyed there is the fault one finds last.
 */
package dev.emporium.gateway;

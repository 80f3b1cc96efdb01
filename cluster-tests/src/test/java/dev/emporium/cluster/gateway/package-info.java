/** Emissary's objects: Mappings, limits, hosts. */
package dev.emporium.cluster.gateway;

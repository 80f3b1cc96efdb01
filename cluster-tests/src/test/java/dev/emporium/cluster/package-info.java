/**
 * Holds what is meant for a cluster to its word without one: the manifests are rendered, validated strictly against the
 * published schemas, and compared with each other and with the code. Every {@link
 * dev.emporium.cluster.render.Rule} has a fixture that breaks it, in {@code src/test/resources/broken}.
 */
package dev.emporium.cluster;

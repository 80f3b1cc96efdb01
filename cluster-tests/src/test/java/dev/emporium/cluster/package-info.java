/**
 * Holds what is meant for a cluster to its word without one: the manifests are rendered, validated strictly against the
 * published schemas, and compared with each other and with the code. Every rule has a fixture that breaks it.
 */
package dev.emporium.cluster;

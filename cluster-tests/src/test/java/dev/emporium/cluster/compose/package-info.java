/** The platform in containers on one machine, held against the cluster's. */
package dev.emporium.cluster.compose;

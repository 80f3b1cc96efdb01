/**
 * The metrics that are the same for all who have such a thing: those whom the service asks, pools, caches, numbers of the
 * database. It knows nothing else of the platform, so that everything may use it.
 */
package dev.emporium.platform.metrics;

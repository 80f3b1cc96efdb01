/** How lines of logs get from a service to Elasticsearch. */
package dev.emporium.cluster.logging;

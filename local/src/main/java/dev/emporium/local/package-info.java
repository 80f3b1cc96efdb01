/**
 * PostgreSQL, Kafka and Elasticsearch as processes of this machine, out of their Maven artifacts and without installing
 * anything: for a platform on one machine, for tests, and for whoever must have seen a service run.
 */
package dev.emporium.local;

/**
 * The whole platform on one machine, for developers and for tests: a real PostgreSQL and a real Kafka broker from Maven
 * artifacts, the gateway and the services, each a process of its own, and the supervisor that starts, watches and stops
 * them. Knows nothing of the services but their names, ports and jars, and depends on none of them.
 */
package dev.emporium.standalone;

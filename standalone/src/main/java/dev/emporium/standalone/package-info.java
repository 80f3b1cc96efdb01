/**
 * The whole platform on one machine, for developers and for tests: databases, broker, gateway and services, each a process
 * of its own, the supervisor that starts, watches and stops them, and the command line of it. Knows nothing of the services
 * but their names, ports and jars, and depends on none of them.
 */
package dev.emporium.standalone;

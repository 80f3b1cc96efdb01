/**
 * The whole platform as {@code run.sh} starts it, seen from outside: through the gateway as its users see it, by signals
 * to its processes as a bad day treats it, and in the databases where the invariants of the design must hold afterwards.
 */
package dev.emporium.system;

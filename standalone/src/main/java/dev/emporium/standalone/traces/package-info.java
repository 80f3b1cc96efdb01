/** Traces of one machine: spans are taken in as a collector takes them, the latest are kept, and shown as trees. */
package dev.emporium.standalone.traces;

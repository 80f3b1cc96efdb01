/**
 * A payment provider that is none: it speaks HTTP as one does, remembers what it was asked for, and is slow, wrong or
 * silent on demand.
 */
package dev.emporium.simulators;

/**
 * Rounds in which people shop while the platform is hurt, and after each the question whether the books are right: what
 * one does is made of its seed alone.
 */
package dev.emporium.system.faults;

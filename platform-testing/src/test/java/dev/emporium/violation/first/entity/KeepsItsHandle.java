package dev.emporium.violation.first.entity;

import org.jdbi.v3.core.Handle;

/** Breaks the rule that nobody keeps a handle. */
record KeepsItsHandle(Handle handle) {}

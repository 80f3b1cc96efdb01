package dev.emporium.violation.first.entity;

import dev.emporium.violation.first.control.LooksAtBoundary;

/** Breaks the rule that an entity knows nobody above it. */
class LooksAtControl {
    LooksAtBoundary above;
}

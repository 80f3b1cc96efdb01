package dev.emporium.violation.first.control;

import dev.emporium.violation.first.boundary.GoesInCircles;

/** Breaks the rule that control does not know the boundary. */
public class LooksAtBoundary {
    GoesInCircles above;
}

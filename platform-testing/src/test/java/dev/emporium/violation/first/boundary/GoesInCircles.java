package dev.emporium.violation.first.boundary;

import dev.emporium.violation.second.control.GoesBack;

/** Breaks, with its counterpart, the rule that components do not go in circles. */
public class GoesInCircles {
    GoesBack there;
}

package dev.emporium.violation.elsewhere;

/** Breaks the rule that everything is in a layer of a component. */
class InNoLayer {}

package dev.emporium.violation.first.boundary;

import org.jdbi.v3.core.Jdbi;

/** Breaks the rule that there is no database in a boundary. */
class OpensTransactions {
    Jdbi jdbi;
}

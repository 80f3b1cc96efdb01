package dev.emporium.violation.first.boundary;

import org.jdbi.v3.core.Handle;

/** Breaks the rule that a listener calls control only. */
class BusyListener {
    void hear(Handle transaction) {
        transaction.execute("delete from shared");
    }
}

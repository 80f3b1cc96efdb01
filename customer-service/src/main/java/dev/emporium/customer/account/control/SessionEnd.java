package dev.emporium.customer.account.control;

import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** A port: ends everything that a customer is signed in with, in the handle's transaction. */
@FunctionalInterface
public interface SessionEnd {
    void endAll(Handle transaction, UUID customerId);
}

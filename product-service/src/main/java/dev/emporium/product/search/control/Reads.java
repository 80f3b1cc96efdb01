package dev.emporium.product.search.control;

import org.jdbi.v3.core.HandleCallback;

/** Where something is searched for. */
public interface Reads {
    /** Does this in a transaction, which is to change nothing. It may be begun anew at another server. */
    <T> T in(HandleCallback<T, RuntimeException> work);
}

package dev.emporium.customer.account.control;

import dev.emporium.customer.audit.control.Pseudonyms;
import dev.emporium.platform.idempotency.Idempotency;
import dev.emporium.platform.idempotency.IdempotentRequest;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * Makes something once per {@code Idempotency-Key} without keeping what was in the request or the answer, which is
 * personal: a keyed hash tells whether the same comes again (a plain one of a body with a password in it could be tried
 * out), and the answer is made anew from what the request made. Thread safe.
 */
public final class CreateOnce {
    private final Idempotency idempotency;
    private final Pseudonyms pseudonyms;

    public CreateOnce(Idempotency idempotency, Pseudonyms pseudonyms) {
        this.idempotency = idempotency;
        this.pseudonyms = pseudonyms;
    }

    /** What an earlier request with the same key made. */
    Optional<UUID> earlier(Handle handle, IdempotentRequest request) {
        return request.key() == null
                ? Optional.empty()
                : idempotency.find(handle, keyed(request)).map(Idempotency.Earlier::resourceId);
    }

    /** Claims the key for what is going to be made, or tells what was made under it. */
    Optional<UUID> begin(Handle transaction, IdempotentRequest request, UUID resourceId) {
        return request.key() == null
                ? Optional.empty()
                : idempotency.begin(transaction, keyed(request), resourceId).map(Idempotency.Earlier::resourceId);
    }

    private IdempotentRequest keyed(IdempotentRequest request) {
        return request.hashedBy(pseudonyms::of);
    }

    /** Of what a customer has asked, nothing is known any more but under which keys: none of them makes an account anew. */
    void forget(Handle transaction, UUID customerId) {
        idempotency.forget(transaction, List.of(customerId.toString()));
        idempotency.forgetWhatMade(transaction, customerId);
    }
}

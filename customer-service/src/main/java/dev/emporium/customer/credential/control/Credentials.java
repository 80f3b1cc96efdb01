package dev.emporium.customer.credential.control;

import dev.emporium.customer.credential.entity.Credential;
import dev.emporium.customer.credential.entity.Email;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** A port: where the credentials are kept, with the accounts. */
public interface Credentials {
    /** Whose e-mail it is, and the hash of their password. */
    Optional<Credential> of(Handle handle, Email email);

    /** Whether there is such an account; until the handle's transaction ends nobody deletes it. */
    boolean hold(Handle transaction, UUID customerId);

    /** Puts a better hash of the same password in place of the one that was just verified, if it is still there. */
    void upgrade(Handle handle, Credential verified, String better);
}

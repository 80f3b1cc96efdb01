package dev.emporium.customer.credential.control;

import java.util.Optional;
import rocks.xmpp.precis.PrecisProfiles;

/**
 * Passwords in the one form that all ways of typing them have (RFC 8265, OpaqueString): NFC, every space a plain one,
 * nothing else changed.
 */
final class OpaqueString {
    private OpaqueString() {}

    /** Empty for an empty text, and for one with characters that the form does not have: controls, invisible and unassigned ones. */
    static Optional<String> of(String password) {
        try {
            return Optional.of(PrecisProfiles.OPAQUE_STRING.enforce(password));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}

package dev.emporium.customer.credential.control;

import dev.emporium.customer.audit.control.Pseudonyms;
import dev.emporium.customer.audit.entity.Origin;
import dev.emporium.customer.audit.entity.SecurityEvent;
import dev.emporium.customer.credential.control.PasswordHashing.Match;
import dev.emporium.customer.credential.control.SignInThrottle.Attempt;
import dev.emporium.customer.credential.entity.Credential;
import dev.emporium.customer.credential.entity.Email;
import dev.emporium.platform.Failures;
import dev.emporium.platform.audit.AuditNote;
import dev.emporium.platform.audit.AuditTrail;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether somebody knows an account's password: throttled, noted when they do not, and with the same work for an account
 * that does not exist (OWASP Authentication Cheat Sheet). Thread safe.
 */
public final class PasswordCheck {
    private static final Logger LOG = LoggerFactory.getLogger(PasswordCheck.class);

    private final Jdbi jdbi;
    private final SignInThrottle throttle;
    private final PasswordHashing hashing;
    private final Pseudonyms pseudonyms;
    private final Credentials credentials;
    private final AuditTrail trail;

    public PasswordCheck(
            Jdbi jdbi,
            SignInThrottle throttle,
            PasswordHashing hashing,
            Pseudonyms pseudonyms,
            Credentials credentials,
            AuditTrail trail) {
        this.jdbi = jdbi;
        this.throttle = throttle;
        this.hashing = hashing;
        this.pseudonyms = pseudonyms;
        this.credentials = credentials;
        this.trail = trail;
    }

    /**
     * The credential that e-mail and password are; empty when they are nobody's. Another password may be set as soon as it
     * is told: whoever does something by it asks within the transaction whether it still is. An attempt is counted when
     * its turn has come, not when it begins to wait: many who sign in at once with the right password are not many
     * failures.
     */
    public Optional<Credential> owner(Email email, String password, Origin origin) {
        throttle.refuse(email, ownerOf(find(email)), origin);
        throttle.countHash(origin);
        Optional<Known> owner = hashing.inTurn(() -> attempt(email, password, origin));
        // not in turn: it may wait for the account's row, and nobody is to wait for that
        owner.ifPresent(known -> remember(known.credential().customerId(), origin));
        return owner.map(known -> upgraded(known, password));
    }

    /** A credential, and how the password belongs to it. */
    private record Known(Credential credential, Match match) {}

    private Optional<Known> attempt(Email email, String password, Origin origin) {
        Optional<Credential> credential = find(email);
        Attempt attempt = throttle.begin(email, ownerOf(credential), origin);
        Match match =
                hashing.match(password, credential.map(Credential::passwordHash).orElse(null));
        if (match != Match.NONE) {
            attempt.succeeded();
            return credential.map(found -> new Known(found, match));
        }
        attempt.failed();
        noteFailure(ownerOf(credential), email, origin, attempt.isLast());
        return Optional.empty();
    }

    private Optional<Credential> find(Email email) {
        return jdbi.withHandle(handle -> credentials.of(handle, email));
    }

    private static UUID ownerOf(Optional<Credential> credential) {
        return credential.map(Credential::customerId).orElse(null);
    }

    /** An account that is being deleted leaves nothing. */
    private void remember(UUID owner, Origin origin) {
        jdbi.useTransaction(transaction -> {
            if (credentials.hold(transaction, owner)) {
                throttle.remember(transaction, owner, origin);
            }
        });
    }

    private void noteFailure(UUID owner, Email email, Origin origin, boolean waitBegins) {
        // the same for an account that exists and for one that does not
        String account = pseudonyms.ofEmail(email.key());
        AuditNote failed = SecurityEvent.SIGN_IN_FAILED.by(null, owner, origin).under(account);
        jdbi.useTransaction(handle -> {
            trail.note(handle, failed);
            if (waitBegins) {
                trail.note(
                        handle,
                        SecurityEvent.SIGN_IN_THROTTLED.by(null, owner, origin).under(account));
            }
        });
    }

    /** Whoever knows the password is let in all the same where the better hash cannot be had now: it is made another time. */
    private Credential upgraded(Known known, String password) {
        Credential credential = known.credential();
        if (known.match() != Match.AS_TYPED && !hashing.isOutdated(credential.passwordHash())) {
            return credential;
        }
        try {
            String better = hashing.hash(password);
            jdbi.useHandle(handle -> credentials.upgrade(handle, credential, better));
            return new Credential(credential.customerId(), better);
        } catch (RuntimeException e) {
            Failures.brief(LOG.atWarn(), e)
                    .addKeyValue("event.action", "password-not-upgraded")
                    .log("A password's hash is made anew another time");
            return credential;
        }
    }
}

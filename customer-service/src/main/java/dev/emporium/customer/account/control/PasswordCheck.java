package dev.emporium.customer.account.control;

import dev.emporium.customer.account.control.PasswordHashing.Match;
import dev.emporium.customer.account.control.SignInThrottle.Attempt;
import dev.emporium.customer.account.entity.Customer;
import dev.emporium.customer.account.entity.Customers;
import dev.emporium.customer.account.entity.Customers.Credential;
import dev.emporium.customer.account.entity.Email;
import dev.emporium.customer.audit.control.Pseudonyms;
import dev.emporium.customer.audit.entity.Origin;
import dev.emporium.customer.audit.entity.SecurityEvent;
import dev.emporium.customer.audit.entity.SecurityEvents;
import dev.emporium.customer.audit.entity.SecurityEvents.Kind;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/**
 * Whether somebody knows an account's password: throttled, noted when they do not, and with the same work for an account
 * that does not exist (OWASP Authentication Cheat Sheet). Thread safe.
 */
public final class PasswordCheck {
    private final Jdbi jdbi;
    private final SignInThrottle throttle;
    private final PasswordHashing hashing;
    private final Pseudonyms pseudonyms;

    public PasswordCheck(Jdbi jdbi, SignInThrottle throttle, PasswordHashing hashing, Pseudonyms pseudonyms) {
        this.jdbi = jdbi;
        this.throttle = throttle;
        this.hashing = hashing;
        this.pseudonyms = pseudonyms;
    }

    /**
     * The credential that e-mail and password are; empty when they are nobody's. Another password may be set as soon as it
     * is told: whoever does something by it asks within the transaction whether it still {@link Customers#holds}. An attempt is counted when its turn has come, not
     * when it begins to wait: many who sign in at once with the right password are not many failures.
     */
    public Optional<Credential> owner(Email email, String password, Origin origin) {
        throttle.refuse(email, origin);
        throttle.countHash(origin);
        Optional<Known> owner = hashing.inTurn(() -> attempt(email, password, origin));
        return owner.map(known -> upgraded(known, password));
    }

    /** A credential, and how the password belongs to it. */
    private record Known(Credential credential, Match match) {}

    private Optional<Known> attempt(Email email, String password, Origin origin) {
        Attempt attempt = throttle.begin(email, origin);
        Optional<Credential> credential;
        try {
            credential = jdbi.withHandle(handle -> new Customers(handle).credential(email));
        } catch (RuntimeException e) {
            attempt.notMade();
            throw e;
        }
        Match match =
                hashing.match(password, credential.map(Credential::passwordHash).orElse(null));
        if (match != Match.NONE) {
            attempt.succeeded();
            credential.ifPresent(found -> throttle.remember(found.customerId(), origin));
            return credential.map(found -> new Known(found, match));
        }
        noteFailure(credential.map(Credential::customerId).orElse(null), email, origin, attempt.isLast());
        return Optional.empty();
    }

    /** The same for somebody whom we know already. */
    public Optional<Credential> of(Customer customer, String password, Origin origin) {
        return owner(new Email(customer.email()), password, origin)
                .filter(credential -> credential.customerId().equals(customer.customerId()));
    }

    private void noteFailure(UUID owner, Email email, Origin origin, boolean waitBegins) {
        // the same for an account that exists and for one that does not
        String account = pseudonyms.ofEmail(email.key());
        SecurityEvent failed = new SecurityEvent(Kind.SIGN_IN_FAILED, null, owner, account, null, origin);
        jdbi.useTransaction(handle -> {
            SecurityEvents events = new SecurityEvents(handle);
            events.add(failed);
            if (waitBegins) {
                events.add(new SecurityEvent(Kind.SIGN_IN_THROTTLED, null, owner, account, null, origin));
            }
        });
    }

    private Credential upgraded(Known known, String password) {
        Credential credential = known.credential();
        if (known.match() != Match.AS_TYPED && !hashing.isOutdated(credential.passwordHash())) {
            return credential;
        }
        UUID id = credential.customerId();
        String better = hashing.hash(password);
        jdbi.useHandle(handle -> new Customers(handle).upgradePassword(id, credential.passwordHash(), better));
        return new Credential(id, better);
    }
}

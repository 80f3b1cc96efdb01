package dev.emporium.customer.account.control;

import dev.emporium.customer.account.entity.Customer;
import dev.emporium.customer.account.entity.Customers;
import dev.emporium.customer.audit.entity.Origin;
import dev.emporium.customer.audit.entity.SecurityEvent;
import dev.emporium.customer.credential.control.PasswordHashing;
import dev.emporium.customer.credential.control.PasswordRules;
import dev.emporium.customer.credential.control.SignInThrottle;
import dev.emporium.customer.credential.control.SignInThrottle.Attempt;
import dev.emporium.customer.credential.entity.Email;
import dev.emporium.platform.Uuid7;
import dev.emporium.platform.audit.AuditTrail;
import dev.emporium.platform.idempotency.IdempotentRequest;
import dev.emporium.platform.problem.ProblemException;
import dev.emporium.platform.security.Role;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Opens accounts. Nobody chooses their own role. An address that keeps asking for taken e-mails is treated like one that
 * keeps guessing passwords, since it finds out as much. Thread safe.
 */
public final class Registration {
    private static final Set<Role> NEWCOMER = Set.of(Role.CUSTOMER);

    private final Customers customers = new Customers();
    private final Jdbi jdbi;
    private final PasswordHashing hashing;
    private final SignInThrottle throttle;
    private final CreateOnce once;
    private final AccountEvents told;
    private final AuditTrail trail;

    public Registration(
            Jdbi jdbi,
            PasswordHashing hashing,
            SignInThrottle throttle,
            CreateOnce once,
            AccountEvents told,
            AuditTrail trail) {
        this.jdbi = jdbi;
        this.hashing = hashing;
        this.throttle = throttle;
        this.once = once;
        this.told = told;
        this.trail = trail;
    }

    /** A customer, and whether an earlier request with the same key made it. */
    public record Registered(Customer customer, boolean replayed) {}

    /** @throws ProblemException 409 when the e-mail is somebody's already */
    public Registered register(Email email, String password, String name, IdempotentRequest request, Origin origin) {
        Optional<Registered> earlier =
                jdbi.withHandle(handle -> once.earlier(handle, request).map(id -> replayed(handle, id)));
        if (earlier.isPresent()) {
            return earlier.get();
        }
        throttle.countHash(origin);
        PasswordRules.require("password", password, email, name);
        Attempt attempt = throttle.begin(origin);
        if (jdbi.withHandle(handle -> customers.isTaken(handle, email))) {
            attempt.failed();
            throw taken();
        }
        try {
            return add(email, hashing.hash(password), name, request, origin);
        } finally {
            attempt.notMade();
        }
    }

    private Registered add(Email email, String hash, String name, IdempotentRequest request, Origin origin) {
        UUID id = Uuid7.next();
        return jdbi.inTransaction(transaction -> {
            Optional<UUID> earlier = once.begin(transaction, request, id);
            if (earlier.isPresent()) {
                return replayed(transaction, earlier.get());
            }
            Customer customer =
                    customers.add(transaction, id, email, name, hash, NEWCOMER).orElseThrow(Registration::taken);
            trail.note(transaction, SecurityEvent.REGISTERED.own(id, origin));
            told.registered(transaction, id);
            return new Registered(customer, false);
        });
    }

    private Registered replayed(Handle handle, UUID id) {
        Customer customer = customers
                .find(handle, id)
                .orElseThrow(() -> ProblemException.of(
                        409, "account_deleted", "The account that this request made was deleted since."));
        return new Registered(customer, true);
    }

    private static ProblemException taken() {
        return ProblemException.of(409, "email_taken", "There is an account with this e-mail address already.");
    }
}

package dev.emporium.customer.account.control;

import dev.emporium.customer.account.entity.AddressBook;
import dev.emporium.customer.account.entity.Customer;
import dev.emporium.customer.account.entity.Customers;
import dev.emporium.customer.audit.entity.Origin;
import dev.emporium.customer.audit.entity.SecurityEvent;
import dev.emporium.customer.credential.control.PasswordCheck;
import dev.emporium.customer.credential.control.PasswordHashing;
import dev.emporium.customer.credential.control.PasswordRules;
import dev.emporium.customer.credential.control.SignInThrottle;
import dev.emporium.customer.credential.entity.Credential;
import dev.emporium.customer.credential.entity.Email;
import dev.emporium.platform.audit.AuditTrail;
import dev.emporium.platform.problem.ProblemException;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** What customers do with their own account. Thread safe. */
public final class OwnAccount {
    private final Customers customers = new Customers();
    private final AddressBook addresses = new AddressBook();
    private final Jdbi jdbi;
    private final PasswordCheck passwords;
    private final PasswordHashing hashing;
    private final SignInThrottle throttle;
    private final SessionEnd sessions;
    private final CreateOnce once;
    private final AccountEvents told;
    private final AuditTrail trail;

    public OwnAccount(
            Jdbi jdbi,
            PasswordCheck passwords,
            PasswordHashing hashing,
            SignInThrottle throttle,
            SessionEnd sessions,
            CreateOnce once,
            AccountEvents told,
            AuditTrail trail) {
        this.jdbi = jdbi;
        this.passwords = passwords;
        this.hashing = hashing;
        this.throttle = throttle;
        this.sessions = sessions;
        this.once = once;
        this.told = told;
        this.trail = trail;
    }

    /** @throws ProblemException 404 when the account was deleted since its token was made */
    public Customer read(UUID id) {
        return jdbi.withHandle(handle -> customers.find(handle, id).orElseThrow(OwnAccount::gone));
    }

    public Customer rename(UUID id, String name) {
        return jdbi.inTransaction(transaction -> {
            customers.lock(transaction, id).orElseThrow(OwnAccount::gone);
            customers.rename(transaction, id, name);
            return customers.find(transaction, id).orElseThrow(OwnAccount::gone);
        });
    }

    /**
     * Sets another password, and ends all sessions: whoever knew the old one is out.
     *
     * @param name that is set with it, both or neither (RFC 5789, section 2); empty to keep the present one
     */
    public Customer changePassword(UUID id, String present, String next, Optional<String> name, Origin origin) {
        Customer customer = read(id);
        throttle.countHash(origin);
        PasswordRules.require("new_password", next, new Email(customer.email()), name.orElse(customer.name()));
        Credential shown = requirePassword(customer, present, origin);
        String hash = hashing.hash(next);
        return jdbi.inTransaction(transaction -> {
            customers.lock(transaction, id).orElseThrow(OwnAccount::gone);
            requireStill(transaction, shown);
            customers.setPassword(transaction, id, hash);
            name.ifPresent(other -> customers.rename(transaction, id, other));
            sessions.endAll(transaction, id);
            trail.note(transaction, SecurityEvent.PASSWORD_CHANGED.own(id, origin));
            told.passwordChanged(transaction, id);
            return customers.find(transaction, id).orElseThrow(OwnAccount::gone);
        });
    }

    /** Erases all that says whose the account was, and tells the other services to do the same. */
    public void delete(UUID id, String present, Origin origin) {
        Customer customer = read(id);
        Credential shown = requirePassword(customer, present, origin);
        jdbi.useTransaction(transaction -> {
            Directory.requireAnotherAdmin(customers.lockAdmins(transaction), id);
            customers.lock(transaction, id).orElseThrow(OwnAccount::gone);
            requireStill(transaction, shown);
            sessions.endAll(transaction, id);
            addresses.clear(transaction, id);
            customers.erase(transaction, id);
            throttle.forget(transaction, id, new Email(customer.email()));
            once.forget(transaction, id);
            trail.note(transaction, SecurityEvent.ACCOUNT_DELETED.own(id, origin));
            told.deleted(transaction, id);
        });
    }

    private Credential requirePassword(Customer customer, String present, Origin origin) {
        return passwords
                .owner(new Email(customer.email()), present, origin)
                .filter(shown -> shown.customerId().equals(customer.customerId()))
                .orElseThrow(OwnAccount::wrongPassword);
    }

    /** Another password may have been set since this one was looked at. */
    private void requireStill(Handle transaction, Credential shown) {
        if (!customers.holds(transaction, shown)) {
            throw wrongPassword();
        }
    }

    private static ProblemException wrongPassword() {
        return ProblemException.of(403, "wrong_password", "This is not the account's password.");
    }

    static ProblemException gone() {
        return ProblemException.of(404, "not_found", "There is no such account any more.");
    }
}

package dev.emporium.customer.account.control;

import dev.emporium.customer.account.entity.Customers;
import dev.emporium.customer.account.entity.Customers.Credential;
import dev.emporium.customer.account.entity.Email;
import dev.emporium.customer.audit.entity.Origin;
import dev.emporium.customer.audit.entity.SecurityEvent;
import dev.emporium.customer.audit.entity.SecurityEvents;
import dev.emporium.customer.audit.entity.SecurityEvents.Kind;
import dev.emporium.platform.Uuid7;
import dev.emporium.platform.security.Role;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The accounts that nobody can register: the first admin, and those to try the platform with. */
public final class FirstAccounts {
    private static final Logger LOG = LoggerFactory.getLogger(FirstAccounts.class);
    private static final Set<Role> ALL = Set.of(Role.CUSTOMER, Role.STAFF, Role.ADMIN);
    /** An advisory lock; the platform's own are 1 and 2. */
    private static final int LOCK = 11;

    private final Jdbi jdbi;
    private final PasswordHashing hashing;
    private final SessionEnd sessions;

    public FirstAccounts(Jdbi jdbi, PasswordHashing hashing, SessionEnd sessions) {
        this.jdbi = jdbi;
        this.hashing = hashing;
        this.sessions = sessions;
    }

    /**
     * Makes the first admin when there is none. Somebody who has registered with that e-mail before loses the account to
     * whoever configured it: its password is the configured one from then on.
     *
     * @throws IllegalArgumentException when the password is not one that would be taken from a customer
     */
    public void makeAdmin(Email email, String password) {
        PasswordRules.broken(password, email, "Admin").ifPresent(message -> {
            throw new IllegalArgumentException("firstAdmin.password (FIRST_ADMIN_PASSWORD) " + message);
        });
        jdbi.useTransaction(transaction -> {
            transaction.execute("select pg_advisory_xact_lock(?)", LOCK);
            Customers customers = new Customers(transaction);
            if (!customers.lockAdmins().isEmpty()) {
                return;
            }
            String hash = hashing.hash(password);
            Optional<UUID> present = customers.credential(email).map(Credential::customerId);
            UUID id = present.orElseGet(() -> add(transaction, email, "Admin", hash, ALL));
            if (present.isPresent()) {
                customers.setPassword(id, hash);
                customers.setRoles(id, ALL);
                sessions.endAll(transaction, id);
            }
            note(transaction, Kind.ROLES_CHANGED, id, "first admin");
        });
    }

    /** Makes the accounts for trying things out, unless they are there. Their passwords are known to everybody. */
    public void makeDemoAccounts() {
        makeDemo("customer", Set.of(Role.CUSTOMER));
        makeDemo("staff", Set.of(Role.CUSTOMER, Role.STAFF));
        makeDemo("admin", ALL);
        LOG.warn("There are demo accounts, whose passwords are public: DEMO_ACCOUNTS is for trying things out only");
    }

    private void makeDemo(String who, Set<Role> roles) {
        Email email = new Email(who + "@emporium.example");
        if (jdbi.withHandle(handle -> new Customers(handle).isTaken(email))) {
            return;
        }
        String hash = hashing.hash("demo-" + who + "-password");
        jdbi.useTransaction(transaction -> {
            transaction.execute("select pg_advisory_xact_lock(?)", LOCK);
            if (!new Customers(transaction).isTaken(email)) {
                UUID id = add(transaction, email, "Demo " + who, hash, roles);
                note(transaction, Kind.REGISTERED, id, "demo account");
            }
        });
    }

    private static UUID add(Handle transaction, Email email, String name, String hash, Set<Role> roles) {
        return new Customers(transaction)
                .add(Uuid7.next(), email, name, hash, roles)
                .orElseThrow(() -> new IllegalStateException("registered by somebody at this very moment; start again"))
                .customerId();
    }

    private static void note(Handle transaction, Kind kind, UUID id, String detail) {
        new SecurityEvents(transaction).add(new SecurityEvent(kind, null, id, null, null, Origin.SERVICE).with(detail));
    }
}

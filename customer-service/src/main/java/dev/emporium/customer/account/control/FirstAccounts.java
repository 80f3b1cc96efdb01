package dev.emporium.customer.account.control;

import dev.emporium.customer.account.entity.Customer;
import dev.emporium.customer.account.entity.Customers;
import dev.emporium.customer.audit.entity.Origin;
import dev.emporium.customer.audit.entity.SecurityEvent;
import dev.emporium.customer.credential.control.PasswordHashing;
import dev.emporium.customer.credential.control.PasswordRules;
import dev.emporium.customer.credential.entity.Credential;
import dev.emporium.customer.credential.entity.Email;
import dev.emporium.platform.Uuid7;
import dev.emporium.platform.audit.AuditTrail;
import dev.emporium.platform.security.Role;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The accounts that nobody can register: the first admin, and those to try the platform with. */
public final class FirstAccounts {
    private static final Logger LOG = LoggerFactory.getLogger(FirstAccounts.class);
    private static final Set<Role> ALL = Set.of(Role.CUSTOMER, Role.STAFF, Role.ADMIN);
    private static final Map<String, Set<Role>> DEMO =
            Map.of("customer", Set.of(Role.CUSTOMER), "staff", Set.of(Role.CUSTOMER, Role.STAFF), "admin", ALL);
    /** An advisory lock; the platform's own are 1 and 2. */
    private static final int LOCK = 11;

    private final Customers customers = new Customers();
    private final Jdbi jdbi;
    private final PasswordHashing hashing;
    private final SessionEnd sessions;
    private final AccountEvents told;
    private final AuditTrail trail;

    public FirstAccounts(
            Jdbi jdbi, PasswordHashing hashing, SessionEnd sessions, AccountEvents told, AuditTrail trail) {
        this.jdbi = jdbi;
        this.hashing = hashing;
        this.sessions = sessions;
        this.told = told;
        this.trail = trail;
    }

    /**
     * Makes the first admin when there is none, demo accounts aside. Somebody who has registered with that e-mail before loses the account to
     * whoever configured it: its password is the configured one from then on.
     *
     * @throws IllegalArgumentException when the password is not one that would be taken from a customer
     */
    public void makeAdmin(Email email, String password) {
        PasswordRules.broken(password, email, "Admin").ifPresent(message -> {
            throw new IllegalArgumentException("firstAdmin.password (FIRST_ADMIN_PASSWORD) " + message);
        });
        Optional<UUID> demo = withPublicPassword("admin");
        jdbi.useTransaction(transaction -> {
            transaction.execute("select pg_advisory_xact_lock(?)", LOCK);
            if (customers.lockAdmins(transaction).stream().anyMatch(admin -> !demo.equals(Optional.of(admin)))) {
                return;
            }
            String hash = hashing.hash(password);
            Optional<UUID> present = customers.credential(transaction, email).map(Credential::customerId);
            UUID id = present.orElseGet(() -> add(transaction, email, "Admin", hash, ALL));
            if (present.isPresent()) {
                customers.setPassword(transaction, id, hash);
                customers.setRoles(transaction, id, ALL);
                sessions.endAll(transaction, id);
                told.passwordChanged(transaction, id);
            }
            note(transaction, SecurityEvent.ROLES_CHANGED, id, "first admin");
        });
    }

    /** Whether it is that of an account for trying things out. */
    public static boolean isDemo(Email email) {
        return DEMO.keySet().stream().map(FirstAccounts::email).anyMatch(email::equals);
    }

    /** The passwords of the accounts for trying things out, by e-mail address; whose roles are fewest comes first. */
    public static Map<String, String> demoPasswords() {
        return DEMO.entrySet().stream()
                .sorted(Comparator.comparingInt(account -> account.getValue().size()))
                .collect(Collectors.toMap(
                        account -> email(account.getKey()).text(),
                        account -> password(account.getKey()),
                        (one, other) -> one,
                        LinkedHashMap::new));
    }

    /** Makes the accounts for trying things out, unless they are there. Their passwords are known to everybody. */
    public void makeDemoAccounts() {
        DEMO.forEach(this::makeDemo);
        LOG.warn("There are demo accounts, whose passwords are public: DEMO_ACCOUNTS is for trying things out only");
    }

    /** Nobody signs in with a public password any more, or is anybody by it. Whoever has set another one stays. */
    public void endDemoAccounts() {
        for (String who : DEMO.keySet()) {
            withPublicPassword(who).ifPresent(id -> {
                String hash = hashing.hash(UUID.randomUUID().toString());
                jdbi.useTransaction(transaction -> {
                    customers.lockAdmins(transaction);
                    set(transaction, id, hash, Set.of(Role.CUSTOMER), ended(who));
                    note(transaction, SecurityEvent.PASSWORD_CHANGED, id, "demo account ended");
                });
                LOG.warn("A demo account has ended, as DEMO_ACCOUNTS is no longer true");
            });
        }
    }

    private void makeDemo(String who, Set<Role> roles) {
        if (!isWanting(jdbi.withHandle(handle -> present(handle, who)), who)) {
            return;
        }
        String hash = hashing.hash(password(who));
        jdbi.useTransaction(transaction -> {
            transaction.execute("select pg_advisory_xact_lock(?)", LOCK);
            Optional<Customer> present = present(transaction, who);
            if (isWanting(present, who)) {
                UUID id = present.map(Customer::customerId)
                        .orElseGet(() -> add(transaction, email(who), name(who), hash, roles));
                set(transaction, id, hash, roles, name(who));
                note(transaction, SecurityEvent.REGISTERED, id, "demo account");
            }
        });
    }

    private void set(Handle transaction, UUID id, String hash, Set<Role> roles, String name) {
        customers.setPassword(transaction, id, hash);
        customers.setRoles(transaction, id, roles);
        customers.rename(transaction, id, name);
        sessions.endAll(transaction, id);
    }

    /** Nobody has it, or it was ended. */
    private static boolean isWanting(Optional<Customer> present, String who) {
        return present.map(customer -> customer.name().equals(ended(who))).orElse(true);
    }

    private Optional<Customer> present(Handle handle, String who) {
        return customers
                .credential(handle, email(who))
                .flatMap(credential -> customers.find(handle, credential.customerId()));
    }

    private Optional<UUID> withPublicPassword(String who) {
        return jdbi.withHandle(handle -> customers.credential(handle, email(who)))
                .filter(credential -> hashing.matches(password(who), credential.passwordHash()))
                .map(Credential::customerId);
    }

    private static Email email(String who) {
        return new Email(who + "@emporium.example");
    }

    private static String password(String who) {
        return "demo-" + who + "-password";
    }

    private static String name(String who) {
        return "Demo " + who;
    }

    private static String ended(String who) {
        return "Demo " + who + " (ended)";
    }

    private UUID add(Handle transaction, Email email, String name, String hash, Set<Role> roles) {
        return customers
                .add(transaction, Uuid7.next(), email, name, hash, roles)
                .orElseThrow(() -> new IllegalStateException("registered by somebody at this very moment; start again"))
                .customerId();
    }

    private void note(Handle transaction, SecurityEvent event, UUID id, String detail) {
        trail.note(transaction, event.by(null, id, Origin.SERVICE).with(detail));
    }
}

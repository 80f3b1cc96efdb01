package dev.emporium.customer.account.control;

import dev.emporium.customer.account.entity.Customer;
import dev.emporium.customer.account.entity.Customers;
import dev.emporium.customer.audit.entity.Origin;
import dev.emporium.customer.audit.entity.SecurityEvent;
import dev.emporium.platform.audit.AuditTrail;
import dev.emporium.platform.problem.ProblemException;
import dev.emporium.platform.security.Role;
import dev.emporium.platform.web.Page;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** All customers, for admins and services, and who of them is what. Thread safe. */
public final class Directory {
    private final Customers customers = new Customers();
    private final Jdbi jdbi;
    private final AuditTrail trail;

    public Directory(Jdbi jdbi, AuditTrail trail) {
        this.jdbi = jdbi;
        this.trail = trail;
    }

    /** @param prefix of an e-mail or a name, null for all */
    public Page<Customer> list(UUID admin, String prefix, UUID before, int limit) {
        return jdbi.inTransaction(transaction -> {
            requireAdmin(transaction, admin);
            return Page.of(customers.list(transaction, prefix, before, limit + 1), limit, Customer::customerId);
        });
    }

    /** @throws ProblemException 404 when there is none, or none any more */
    public Customer find(UUID id) {
        return jdbi.withHandle(handle -> customers.find(handle, id)).orElseThrow(Directory::unknown);
    }

    /**
     * Gives a customer these roles and no others; their next token says so, at most a token's life from now. Locks are
     * taken admins first, so that of two admins who unmake each other at once one is left. Who has these roles already is
     * left as they are, and nothing is noted.
     *
     * @throws ProblemException 403 for somebody who is no admin any more, 409 when nobody would be left to do this
     */
    public Customer setRoles(UUID admin, UUID id, Set<Role> roles, Origin origin) {
        return jdbi.inTransaction(transaction -> {
            List<UUID> admins = customers.lockAdmins(transaction);
            requireOneOf(admins, admin);
            Customer before = customers.lock(transaction, id).orElseThrow(Directory::unknown);
            if (!roles.contains(Role.ADMIN)) {
                requireAnotherAdmin(admins, id);
            }
            if (before.roles().equals(roles)) {
                return before;
            }
            customers.setRoles(transaction, id, roles);
            String change = words(before.roles()) + " -> " + words(roles);
            trail.note(
                    transaction,
                    SecurityEvent.ROLES_CHANGED.by(admin, id, origin).with(change));
            return customers.find(transaction, id).orElseThrow();
        });
    }

    /** Refuses whoever is no admin at this moment; who is stays one until the transaction ends. */
    public void requireAdmin(Handle transaction, UUID caller) {
        requireOneOf(customers.lockAdmin(transaction, caller), caller);
    }

    private static void requireOneOf(List<UUID> admins, UUID caller) {
        if (!admins.contains(caller)) {
            throw ProblemException.of(403, "forbidden", "Only an admin may do this, and you are none any more.");
        }
    }

    static void requireAnotherAdmin(List<UUID> admins, UUID id) {
        if (admins.equals(List.of(id))) {
            throw ProblemException.of(409, "last_admin", "This is the last admin: make another one first.");
        }
    }

    private static ProblemException unknown() {
        return ProblemException.of(404, "not_found", "There is no such customer.");
    }

    private static String words(Set<Role> roles) {
        return roles.stream().map(Role::word).sorted().collect(Collectors.joining(","));
    }
}

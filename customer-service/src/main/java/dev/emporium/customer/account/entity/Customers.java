package dev.emporium.customer.account.entity;

import dev.emporium.customer.credential.entity.Credential;
import dev.emporium.customer.credential.entity.Email;
import dev.emporium.platform.security.Role;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** The customers. Every method is one statement; an erased one is gone. Thread safe. */
public final class Customers {
    private static final String COLUMNS = "customer_id, email, name, roles, created_at, updated_at";
    private static final String CUSTOMER = "select " + COLUMNS + " from customers where erased_at is null";

    /** Adds a customer; empty when the e-mail is somebody's already. */
    public Optional<Customer> add(
            Handle handle, UUID id, Email email, String name, String passwordHash, Set<Role> roles) {
        return handle.createQuery(
                        """
                        insert into customers (customer_id, email, email_key, name, password_hash, roles)
                        values (:id, :email, :key, :name, :hash, :roles)
                        on conflict (email_key) do nothing returning\s
                        """
                                + COLUMNS)
                .bind("id", id)
                .bind("email", email.text())
                .bind("key", email.key())
                .bind("name", name)
                .bind("hash", passwordHash)
                .bind("roles", words(roles))
                .map(Customers::customer)
                .findOne();
    }

    public Optional<Customer> find(Handle handle, UUID id) {
        return handle.createQuery(CUSTOMER + " and customer_id = :id")
                .bind("id", id)
                .map(Customers::customer)
                .findOne();
    }

    /** The same, and the row is this transaction's until its end. */
    public Optional<Customer> lock(Handle handle, UUID id) {
        return handle.createQuery(CUSTOMER + " and customer_id = :id for update")
                .bind("id", id)
                .map(Customers::customer)
                .findOne();
    }

    public boolean isTaken(Handle handle, Email email) {
        return handle.createQuery("select exists (select 1 from customers where email_key = any (:keys))")
                .bindArray("keys", String.class, email.keys())
                .mapTo(boolean.class)
                .one();
    }

    public Optional<Credential> credential(Handle handle, Email email) {
        return handle.createQuery(
                        """
                        select customer_id, password_hash from customers where email_key = any (:keys)
                        order by email_key = :key desc limit 1
                        """)
                .bindArray("keys", String.class, email.keys())
                .bind("key", email.key())
                .map((row, context) ->
                        new Credential(row.getObject("customer_id", UUID.class), row.getString("password_hash")))
                .findOne();
    }

    /** Whether it is still the account's; to be asked with the row locked. */
    public boolean holds(Handle handle, Credential credential) {
        return handle.createQuery(
                        "select exists (select 1 from customers where customer_id = :id and password_hash = :hash)")
                .bind("id", credential.customerId())
                .bind("hash", credential.passwordHash())
                .mapTo(boolean.class)
                .one();
    }

    public void setPassword(Handle handle, UUID id, String passwordHash) {
        handle.createUpdate(
                        """
                        update customers set password_hash = :hash, updated_at = clock_timestamp()
                        where customer_id = :id and erased_at is null
                        """)
                .bind("id", id)
                .bind("hash", passwordHash)
                .execute();
    }

    /** Puts a better hash of the same password in place of the one that was just verified, if it is still there. */
    public void upgradePassword(Handle handle, UUID id, String verified, String better) {
        handle.createUpdate(
                        """
                        update customers set password_hash = :better
                        where customer_id = :id and password_hash = :verified
                        """)
                .bind("id", id)
                .bind("verified", verified)
                .bind("better", better)
                .execute();
    }

    public void rename(Handle handle, UUID id, String name) {
        handle.createUpdate("update customers set name = :name, updated_at = clock_timestamp() where customer_id = :id")
                .bind("id", id)
                .bind("name", name)
                .execute();
    }

    public void setRoles(Handle handle, UUID id, Set<Role> roles) {
        handle.createUpdate(
                        "update customers set roles = :roles, updated_at = clock_timestamp() where customer_id = :id")
                .bind("id", id)
                .bind("roles", words(roles))
                .execute();
    }

    /** All admins; their rows are this transaction's until its end, taken in the order of their ids. */
    public List<UUID> lockAdmins(Handle handle) {
        return handle.createQuery(
                        """
                        select customer_id from customers where 'admin' = any (roles) order by customer_id for update
                        """)
                .mapTo(UUID.class)
                .list();
    }

    /** The admin with this id, if there is one; their row cannot be changed until this transaction ends. */
    public List<UUID> lockAdmin(Handle handle, UUID id) {
        return handle.createQuery(
                        """
                        select customer_id from customers where customer_id = :id and 'admin' = any (roles) for share
                        """)
                .bind("id", id)
                .mapTo(UUID.class)
                .list();
    }

    /** Leaves the id, and nothing that says whose it was. */
    public void erase(Handle handle, UUID id) {
        handle.createUpdate(
                        """
                        update customers set email = null, email_key = null, name = null, password_hash = null,
                            roles = '{}', erased_at = clock_timestamp(), updated_at = clock_timestamp()
                        where customer_id = :id
                        """)
                .bind("id", id)
                .execute();
    }

    /** The newest customers before the given one; only those whose e-mail or name begins with the prefix, if any. */
    public List<Customer> list(Handle handle, String prefix, UUID before, int count) {
        String matching = prefix == null ? "" : " and (email_key like :key or lower(name) like lower(:name))";
        String older = before == null ? "" : " and customer_id < :before";
        var query = handle.createQuery(CUSTOMER + matching + older + " order by customer_id desc limit :n")
                .bind("n", count);
        if (prefix != null) {
            String pattern = prefix.replaceAll("([\\\\%_])", "\\\\$1") + "%";
            query.bind("key", pattern.toLowerCase(Locale.ROOT)).bind("name", pattern);
        }
        if (before != null) {
            query.bind("before", before);
        }
        return query.map(Customers::customer).list();
    }

    private static String[] words(Collection<Role> roles) {
        return roles.stream().map(Role::word).sorted().toArray(String[]::new);
    }

    private static Customer customer(ResultSet row, StatementContext context) throws SQLException {
        Array roles = row.getArray("roles");
        return new Customer(
                row.getObject("customer_id", UUID.class),
                row.getString("email"),
                row.getString("name"),
                Arrays.stream((String[]) roles.getArray())
                        .map(Role::of)
                        .flatMap(Optional::stream)
                        .collect(Collectors.toUnmodifiableSet()),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }
}

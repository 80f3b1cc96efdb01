package dev.emporium.platform.security;

import dev.emporium.platform.problem.ProblemException;
import java.time.Instant;
import java.util.Collection;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * Customers whose accounts were deleted, as a service has heard of it; every method is one statement in the handle's
 * transaction. An access token outlives its account by a quarter of an hour: what would be kept for its bearer asks here
 * first. The table {@code erased_customers} is made by the migrations of a service that hears {@code customer.deleted}. Thread safe.
 */
public final class ErasedCustomers {
    /** That the customer {@code :customerId}, null for a guest, is none of them: a condition of somebody's statement. */
    public static final String ABSENT = "not exists (select from erased_customers where customer_id = :customerId)";

    /**
     * Waits until no other transaction holds one of the customers, in one order: who makes something theirs holds them
     * before it looks whether they are here, and who erases holds them before it looks for what is theirs.
     */
    public void hold(Handle handle, Collection<UUID> customerIds) {
        handle.createQuery(
                        """
                        select pg_advisory_xact_lock(lock)::text
                        from (select distinct hashtextextended(cast(customer_id as text), 0) as lock
                            from unnest(:customerIds) as customer (customer_id) order by lock) as locks
                        """)
                .bind("customerIds", customerIds.toArray(UUID[]::new))
                .mapTo(String.class)
                .list();
    }

    /** Remembers them; those that are known stay as they are. */
    public void add(Handle handle, Collection<UUID> customerIds, Instant at) {
        handle.createUpdate(
                        """
                        insert into erased_customers (customer_id, erased_at)
                        select distinct customer_id, cast(:at as timestamptz) from unnest(:ids) as erased (customer_id)
                        order by customer_id
                        on conflict do nothing
                        """)
                .bind("ids", customerIds.toArray(UUID[]::new))
                .bind("at", at)
                .execute();
    }

    /** @throws ProblemException 401 when the account was deleted since its access token was made */
    public void refuse(Handle handle, UUID customerId) {
        if (has(handle, customerId)) {
            throw ProblemException.of(401, "account_deleted", "The account of this access token was deleted.")
                    .withHeader("WWW-Authenticate", "Bearer realm=\"emporium\", error=\"invalid_token\"");
        }
    }

    private static boolean has(Handle handle, UUID customerId) {
        return handle.createQuery("select exists (select from erased_customers where customer_id = :customerId)")
                .bind("customerId", customerId)
                .mapTo(Boolean.class)
                .one();
    }
}

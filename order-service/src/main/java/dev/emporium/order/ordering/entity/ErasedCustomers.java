package dev.emporium.order.ordering.entity;

import java.time.Instant;
import java.util.Collection;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Customers whose accounts were deleted, seen through one handle; every method is one statement. */
public record ErasedCustomers(Handle handle) {

    /** Remembers them; those that are known stay as they are. */
    public void add(Collection<UUID> customerIds, Instant at) {
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

    public boolean has(UUID customerId) {
        return handle.createQuery("select exists (select from erased_customers where customer_id = :customerId)")
                .bind("customerId", customerId)
                .mapTo(Boolean.class)
                .one();
    }
}

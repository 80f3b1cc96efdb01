package dev.emporium.customer.credential.entity;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** From where accounts have been signed in to with the right password, by pseudonym. Thread safe. */
public final class KnownNetworks {
    public void remember(Handle handle, UUID customerId, String network, Instant now) {
        handle.createUpdate(
                        """
                        insert into known_networks (customer_id, network, last_at)
                        values (:customer, :network, :now)
                        on conflict (customer_id, network) do update set last_at = excluded.last_at
                        """)
                .bind("customer", customerId)
                .bind("network", network)
                .bind("now", utc(now))
                .execute();
    }

    /** @param customerId null for nobody, who has been seen nowhere */
    public boolean knows(Handle handle, UUID customerId, String network) {
        return handle.createQuery(
                        """
                        select exists (select 1 from known_networks
                            where customer_id = :customer and network = :network)
                        """)
                .bind("customer", customerId)
                .bind("network", network)
                .mapTo(boolean.class)
                .one();
    }

    public void forget(Handle handle, UUID customerId) {
        handle.execute("delete from known_networks where customer_id = ?", customerId);
    }

    /** Forgets those of before, so many at most; returns how many. */
    public int purge(Handle handle, Instant before, int most) {
        return handle.execute(
                """
                delete from known_networks where ctid = any(array(
                    select ctid from known_networks where last_at < ? limit ?))
                """,
                utc(before),
                most);
    }

    private static OffsetDateTime utc(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}

package dev.emporium.notification.notification.entity;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** What was ordered; every method is one statement. Thread safe. */
public final class OrderSummaryRepository {
    private final ObjectMapper json;

    public OrderSummaryRepository(ObjectMapper json) {
        this.json = json;
    }

    /**
     * What was ordered, by whom.
     *
     * @param customerId null for a guest
     * @param locale what the buyer reads; null when the order does not say it
     */
    public record Ordered(UUID orderId, UUID customerId, String locale, OrderSummary summary) {}

    /** Keeps what is not kept yet. Of those whose accounts were deleted no order is theirs. */
    public void add(Handle handle, List<Ordered> orders) {
        handle.createUpdate(
                        """
                        insert into order_summaries (order_id, customer_id, locale, summary)
                        select order_id, (select added.customer_id where not exists (
                                select from erased_customers erased where erased.customer_id = added.customer_id)),
                            locale, cast(summary as jsonb)
                        from unnest(:orderIds, :customerIds, :locales, :summaries)
                            as added (order_id, customer_id, locale, summary)
                        order by order_id
                        on conflict (order_id) do nothing
                        """)
                .bind("orderIds", orders.stream().map(Ordered::orderId).toArray(UUID[]::new))
                .bind("customerIds", orders.stream().map(Ordered::customerId).toArray(UUID[]::new))
                .bind("locales", orders.stream().map(Ordered::locale).toArray(String[]::new))
                .bind(
                        "summaries",
                        orders.stream()
                                .map(order -> NotificationRepository.write(json, order.summary()))
                                .toArray(String[]::new))
                .execute();
    }

    /** Nobody's any more. */
    public void disown(Handle handle, Collection<UUID> customerIds) {
        handle.createUpdate(
                        """
                        update order_summaries set customer_id = null where order_id = any(array(
                            select order_id from order_summaries where customer_id = any(:customerIds)
                            order by order_id for update))
                        """)
                .bind("customerIds", customerIds.toArray(UUID[]::new))
                .execute();
    }

    /** Forgets orders that were placed before the id could be made; returns how many. */
    public int purge(Handle handle, UUID before, int most) {
        return handle.createUpdate(
                        """
                        delete from order_summaries where ctid = any(array(
                            select ctid from order_summaries where order_id < :before limit :most))
                        """)
                .bind("before", before)
                .bind("most", most)
                .execute();
    }
}

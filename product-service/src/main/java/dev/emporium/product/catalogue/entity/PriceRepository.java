package dev.emporium.product.catalogue.entity;

import dev.emporium.platform.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/**
 * The history of prices, which only grows. What it says of a product's present price is read with the product, by {@link
 * ProductRepository}. Every method is one statement in the handle's transaction, for any number of products; thread safe.
 */
public final class PriceRepository {

    /**
     * The latest history of some products.
     *
     * @param now the database's clock, when it was read
     * @param byProduct the oldest first; nothing of those without a history
     */
    public record Histories(Instant now, Map<UUID, List<AppliedPrice>> byProduct) {}

    /** @param lowest what it is reduced from; null if it is not */
    public record NewPrice(UUID productId, AppliedPrice price, Money lowest) {}

    /** The history of each product of that long, with what applied when it began. */
    public Histories histories(Handle handle, Collection<UUID> productIds, Duration period) {
        Map<UUID, List<AppliedPrice>> found = new HashMap<>();
        Instant[] now = new Instant[1];
        handle.createQuery(
                        """
                        with moment as materialized (select clock_timestamp() as at)
                        select moment.at, asked.product_id, h.since, h.price_minor, h.currency
                        from moment cross join unnest(cast(:productIds as uuid[])) as asked (product_id)
                            left join lateral (
                                select p.since, p.price_minor, p.currency from prices p
                                where p.product_id = asked.product_id and p.since >= coalesce((
                                    select max(b.since) from prices b
                                    where b.product_id = asked.product_id and b.since <= moment.at - cast(:period as interval)
                                ), '-infinity')
                            ) h on true
                        order by asked.product_id, h.since
                        """)
                .bind("productIds", productIds.toArray(UUID[]::new))
                .bind("period", period.toString())
                .map((row, context) -> {
                    now[0] = instant(row, "at");
                    if (row.getObject("since") != null) {
                        found.computeIfAbsent(row.getObject("product_id", UUID.class), id -> new ArrayList<>())
                                .add(new AppliedPrice(instant(row, "since"), price(row)));
                    }
                    return true;
                })
                .list();
        return new Histories(now[0], found);
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static Money price(ResultSet row) throws SQLException {
        String currency = row.getString("currency");
        return currency == null ? null : Money.of(row.getLong("price_minor"), currency);
    }

    /** Adds prices, each later than the last one of its product. */
    public void add(Handle transaction, Collection<NewPrice> added) {
        transaction
                .createUpdate(
                        """
                        insert into prices (product_id, since, price_minor, currency, lowest_minor)
                        select product_id, since, price_minor, currency, lowest_minor
                        from unnest(:productIds, cast(:since as timestamptz[]), :prices, :currencies, :lowest)
                            as added (product_id, since, price_minor, currency, lowest_minor)
                        """)
                .bind("productIds", column(added, NewPrice::productId).toArray(UUID[]::new))
                .bind(
                        "since",
                        column(added, one -> one.price().since().toString()).toArray(String[]::new))
                .bind("prices", column(added, one -> minor(one.price().price())).toArray(Long[]::new))
                .bind(
                        "currencies",
                        column(added, one -> currency(one.price().price())).toArray(String[]::new))
                .bind("lowest", column(added, one -> minor(one.lowest())).toArray(Long[]::new))
                .execute();
    }

    private static <T> List<T> column(Collection<NewPrice> rows, Function<NewPrice, T> value) {
        List<T> column = new ArrayList<>();
        rows.forEach(row -> column.add(value.apply(row)));
        return column;
    }

    private static Long minor(Money price) {
        return price == null ? null : price.minorUnits();
    }

    private static String currency(Money price) {
        return price == null ? null : price.currencyCode();
    }
}

package dev.emporium.order.checkout.entity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.platform.client.RemoteService.Tagged;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The last table of rates that was seen. Every method is one statement; thread safe. */
public final class RatesRepository {
    private final ObjectMapper json;

    public RatesRepository(ObjectMapper json) {
        this.json = json;
    }

    /** What is kept, with the tag that shipping-service knows it by; empty when none was ever seen. */
    public Optional<Tagged<Rates>> find(Handle handle) {
        return handle.createQuery("select etag, rates from shipping_rates")
                .map((row, context) -> new Tagged<>(row.getString("etag"), read(row.getString("rates"))))
                .findOne();
    }

    /** Keeps another one; several replicas may at once. */
    public void keep(Handle handle, Tagged<Rates> seen, Instant at) {
        handle.createUpdate(
                        """
                        insert into shipping_rates as known (etag, rates, seen_at)
                        values (:tag, cast(:rates as jsonb), :at)
                        on conflict (latest) do update
                            set etag = excluded.etag, rates = excluded.rates, seen_at = excluded.seen_at
                            where known.etag <> excluded.etag
                        """)
                .bind("tag", seen.tag())
                .bind("rates", write(seen.thing()))
                .bind("at", at)
                .execute();
    }

    private Rates read(String text) {
        try {
            return json.readValue(text, Rates.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e.getOriginalMessage());
        }
    }

    private String write(Rates rates) {
        try {
            return json.writeValueAsString(rates);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e.getOriginalMessage());
        }
    }
}

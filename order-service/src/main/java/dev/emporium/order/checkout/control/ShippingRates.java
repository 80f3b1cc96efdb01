package dev.emporium.order.checkout.control;

import dev.emporium.order.checkout.entity.Rates;
import dev.emporium.order.checkout.entity.RatesRepository;
import dev.emporium.platform.client.RemoteService.Tagged;
import dev.emporium.platform.client.RemoteServiceException;
import dev.emporium.platform.problem.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What shipping costs, as it was seen last. The table of shipping-service changes rarely: it is renewed in the background
 * and kept in the database, so that placing an order asks nobody and waits for nobody, and a price is never invented.
 * Thread safe.
 */
public final class ShippingRates {
    private static final Logger LOGGER = LoggerFactory.getLogger(ShippingRates.class);
    private static final Duration RENEWED = Duration.ofMinutes(1);

    private final Jdbi jdbi;
    private final RatesRepository rates;
    private final Function<String, Optional<Tagged<Rates>>> shippingService;
    private final Clock clock;
    private volatile Tagged<Rates> present;
    private volatile Instant asked = Instant.MIN;

    /**
     * @param shippingService its table, unless that is the one with this tag; a null tag has none. Throws a
     *     {@link RemoteServiceException} when it is away
     */
    public ShippingRates(
            Jdbi jdbi, RatesRepository rates, Function<String, Optional<Tagged<Rates>>> shippingService, Clock clock) {
        this.jdbi = jdbi;
        this.rates = rates;
        this.shippingService = shippingService;
        this.clock = clock;
    }

    /** @throws ProblemException 503 when none was ever seen */
    Rates present() {
        return known().map(Tagged::thing).orElseThrow(() -> ProblemException.of(
                        503, "unavailable", "What shipping costs is not known yet; nothing was ordered.")
                .withRetryAfter(Duration.ofSeconds(1)));
    }

    private Optional<Tagged<Rates>> known() {
        if (present == null) {
            present = jdbi.withHandle(rates::find).orElse(null);
        }
        return Optional.ofNullable(present);
    }

    /**
     * Asks shipping-service, unless it was asked a short while ago; runs again and again, on every replica. While nothing is
     * known it asks each time, and also when the clock was set back.
     */
    public void renew() {
        Instant now = clock.instant();
        if (!now.isBefore(asked) && now.isBefore(asked.plus(RENEWED))) {
            return;
        }
        try {
            String tag = known().map(Tagged::tag).orElse(null);
            shippingService.apply(tag).ifPresent(this::keep);
            asked = now;
        } catch (RemoteServiceException e) {
            LOGGER.warn("The rates are not to be had from shipping-service: {}", e.getMessage());
            asked = known().isPresent() ? now : Instant.MIN;
        }
    }

    private void keep(Tagged<Rates> seen) {
        jdbi.useHandle(handle -> rates.keep(handle, seen, clock.instant()));
        present = seen;
    }
}

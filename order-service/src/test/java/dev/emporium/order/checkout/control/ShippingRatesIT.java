package dev.emporium.order.checkout.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emporium.order.checkout.entity.Rates;
import dev.emporium.order.checkout.entity.RatesRepository;
import dev.emporium.platform.Json;
import dev.emporium.platform.Platform;
import dev.emporium.platform.client.RemoteService;
import dev.emporium.platform.client.RemoteService.Tagged;
import dev.emporium.platform.problem.ProblemException;
import dev.emporium.platform.testing.TestDatabase;
import io.dropwizard.core.setup.Environment;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Shipping costs what the last table says that was seen, whether shipping-service is there or not. */
class ShippingRatesIT {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    private final TestDatabase database = TestDatabase.create();
    private final RatesRepository repository = new RatesRepository(Json.mapper());
    private final RemoteService nobody = new RemoteService(
            "shipping-service",
            URI.create("http://127.0.0.1:1/shipments"),
            new Platform("test-service", null, new Environment("test"), null, null, new PrometheusRegistry()));
    private Instant now = NOW;
    private int asked;
    private Tagged<Rates> offered = new Tagged<>("\"1\"", rates(500));
    private boolean away;

    private static Rates rates(int grams) {
        return new Rates(grams, 30, List.of());
    }

    /** A replica that has just started. */
    private ShippingRates replica() {
        return new ShippingRates(database.jdbi(), repository, this::ask, clock());
    }

    private Clock clock() {
        InstantSource source = () -> now;
        return source.withZone(ZoneOffset.UTC);
    }

    private Optional<Tagged<Rates>> ask(String tag) {
        asked++;
        if (away) {
            return nobody.getIfChanged(shipments -> shipments, tag, Rates.class);
        }
        return offered.tag().equals(tag) ? Optional.empty() : Optional.of(offered);
    }

    @Test
    void withoutAnyTableNothingCanBeOrderedAndItIsAskedForAgainAtOnce() {
        away = true;
        ShippingRates rates = replica();
        rates.renew();
        assertThatThrownBy(rates::present)
                .isInstanceOfSatisfying(ProblemException.class, refusal -> assertThat(refusal.status())
                        .isEqualTo(503));
        away = false;
        rates.renew();
        assertThat(rates.present()).isEqualTo(rates(500));
    }

    @Test
    void aReplicaThatStartsWhileShippingServiceIsAwayPricesByTheLastTable() {
        replica().renew();
        away = true;
        ShippingRates restarted = replica();
        assertThat(restarted.present()).isEqualTo(rates(500));
        restarted.renew();
        assertThat(restarted.present()).isEqualTo(rates(500));
    }

    @Test
    void itIsRenewedEveryMinuteAndNotSooner() {
        ShippingRates rates = replica();
        rates.renew();
        offered = new Tagged<>("\"2\"", rates(700));
        now = NOW.plus(Duration.ofSeconds(59));
        rates.renew();
        assertThat(asked).isEqualTo(1);
        assertThat(rates.present()).isEqualTo(rates(500));
        now = NOW.plus(Duration.ofSeconds(60));
        rates.renew();
        assertThat(rates.present()).isEqualTo(rates(700));
        assertThat(replica().present()).as("the next one finds it too").isEqualTo(rates(700));
    }

    @Test
    void itIsRenewedWhenAClockThatWasAheadIsRightAgain() {
        ShippingRates rates = replica();
        now = NOW.plus(Duration.ofHours(2));
        rates.renew();
        offered = new Tagged<>("\"2\"", rates(700));
        now = NOW;
        rates.renew();
        assertThat(rates.present()).isEqualTo(rates(700));
    }
}

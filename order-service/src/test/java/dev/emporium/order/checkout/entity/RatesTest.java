package dev.emporium.order.checkout.entity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.emporium.platform.Json;
import dev.emporium.platform.Money;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Prices are those that shipping-service quotes: by the cases that both must answer alike. */
class RatesTest {
    private static final Contract CONTRACT = read();

    private record Contract(String title, Rates rates, List<Quoted> quotes, List<Delivery> deliveries) {}

    private record Quoted(
            @JsonProperty("case") String name, String country, long weightGrams, Money value, List<Quote> items) {}

    private record Delivery(
            @JsonProperty("case") String name,
            String country,
            String method,
            LocalDate orderedOn,
            LocalDate deliverOn,
            boolean possible) {}

    private static Contract read() {
        try {
            return Json.mapper()
                    .readValue(Path.of("../contracts/shipping-quotes.json").toFile(), Contract.class);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<Quoted> quotes() {
        return CONTRACT.quotes();
    }

    static List<Delivery> deliveries() {
        return CONTRACT.deliveries();
    }

    @ParameterizedTest
    @MethodSource("quotes")
    void quotesAsShippingServiceDoes(Quoted quoted) {
        assertThat(CONTRACT.rates().quotes(quoted.country(), quoted.weightGrams(), quoted.value()))
                .isEqualTo(quoted.items());
    }

    @ParameterizedTest
    @MethodSource("deliveries")
    void takesTheSameDays(Delivery delivery) {
        assertThat(CONTRACT.rates()
                        .canDeliver(delivery.country(), delivery.method(), delivery.orderedOn(), delivery.deliverOn()))
                .isEqualTo(delivery.possible());
    }
}

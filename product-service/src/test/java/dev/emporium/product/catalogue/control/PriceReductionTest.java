package dev.emporium.product.catalogue.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.platform.Money;
import dev.emporium.product.catalogue.entity.AppliedPrice;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceReductionTest {
    private static final Instant AT = Instant.parse("2026-11-26T12:00:00Z");

    /** @param history {@code daysBefore=price}, the oldest first; {@code off} for what is not on sale */
    private static List<AppliedPrice> history(String history) {
        List<AppliedPrice> before = new ArrayList<>();
        for (String step : history == null ? new String[0] : history.split(" ")) {
            String[] parts = step.split("=");
            Instant since = AT.minus(Duration.ofHours(Math.round(24 * Double.parseDouble(parts[0]))));
            before.add(new AppliedPrice(since, parts[1].equals("off") ? null : price(parts[1])));
        }
        return before;
    }

    private static Money price(String text) {
        return text.startsWith("$") ? Money.of(text.substring(1) + ".00", "USD") : Money.of(text + ".00", "EUR");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            nullValues = "-",
            value = {
                "the price before,                            90=20,                    15, 20",
                "the lowest of several,                       90=20 20=18 10=25,        15, 18",
                "lower than the last but not the lowest,      90=20 20=14 10=25,        15, -",
                "as low as the lowest,                        90=20 20=15 10=25,        15, -",
                "raised,                                      90=20,                    25, -",
                "a low price that ended before the period,    90=10 31=20,              15, 20",
                "a low price that ended as it began,          90=10 30=20,              15, 20",
                "a low price that ended within it,            90=10 29.9=20,            15, -",
                "each step has the one before,                90=20 5=18,               15, 18",
                "what was not on sale counts for nothing,     90=20 50=off,             15, -",
                "nor does the time that it was not,           90=10 40=off 20=20,       15, 20",
                "sold a short while,                          3=20,                     15, 20",
                "sold and taken away,                         90=20 20=off,             15, 20",
                "back at the price that it had,               90=20 20=15 10=off,       15, -",
                "never sold,                                  -,                        15, -",
                "another currency,                            90=$20,                   15, -",
                "another currency within the period,          90=20 20=$20 10=20,       15, -",
                "another currency long ago,                   90=$10 31=20,             15, 20",
            })
    void isTheLowestPriceOfThirtyDays(String what, String history, String price, String prior) {
        assertThat(PriceReduction.priorPrice(history(history), AT, price(price)).orElse(null))
                .isEqualTo(prior == null ? null : price(prior));
    }

    @Test
    void saysThatSomethingFreeIsReducedToo() {
        assertThat(PriceReduction.priorPrice(history("9=1"), AT, Money.of(0, "EUR")))
                .contains(price("1"));
    }
}

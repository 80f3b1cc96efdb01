package dev.emporium.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.platform.problem.JsonProblems;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MoneyTest {
    private static final ObjectMapper JSON = Json.mapper();

    @ParameterizedTest
    @CsvSource({"19.99, EUR, 1999", "0.00, EUR, 0", "500, JPY, 500", "1.234, BHD, 1234", "-0.01, USD, -1"})
    void isReadAndWrittenWithTheCurrencysNumberOfDigits(String amount, String currency, long minorUnits)
            throws JsonProcessingException {
        String json = "{\"amount\":\"%s\",\"currency\":\"%s\"}".formatted(amount, currency);
        Money money = JSON.readValue(json, Money.class);
        assertThat(money.minorUnits()).isEqualTo(minorUnits);
        assertThat(JSON.writeValueAsString(money)).isEqualTo(json);
    }

    @ParameterizedTest
    @CsvSource({
        "19.9, EUR",
        "19.999, EUR",
        "20, EUR",
        "20.0, JPY",
        "1e3, JPY",
        "019.99, EUR",
        "'', EUR",
        "19.99, eur",
        "19.99, EURO",
        "19.99, XXX",
        "1234567890123456.00, EUR",
        "999999999999999.9999, CLF",
        "NaN, EUR",
        "+1.00, EUR"
    })
    void isRefusedInAnyOtherForm(String amount, String currency) {
        assertThatThrownBy(() -> Money.of(amount, currency)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRefusalReachesTheCallerInItsOwnWords() {
        assertThatThrownBy(() -> JSON.readValue("{\"amount\":\"1.5\",\"currency\":\"EUR\"}", Money.class))
                .isInstanceOfSatisfying(JsonProcessingException.class, failure -> assertThat(
                                JsonProblems.of(failure).getMessage())
                        .contains("2 fraction digits for EUR, such as \"19.99\""));
    }

    @Test
    void neverMixesCurrenciesNorOverflowsInSilence() {
        Money euro = Money.of(1, "EUR");
        assertThatThrownBy(() -> euro.plus(Money.of(1, "USD"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> euro.compareTo(Money.of(1, "USD"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Money.of(Long.MAX_VALUE, "EUR").plus(euro)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> Money.of(Long.MAX_VALUE, "EUR").times(2)).isInstanceOf(ArithmeticException.class);
        assertThat(euro.times(3).plus(euro)).isEqualTo(Money.of("0.04", "EUR"));
    }

    @ParameterizedTest
    @CsvSource({
        "EUR, true",
        "USD, true",
        "JPY, true",
        "KWD, true",
        "CHF, true",
        "DEM, false",
        "HRK, false",
        "ITL, false",
        "VEF, false"
    })
    void knowsWhichCurrenciesAreInUse(String currency, boolean inUse) {
        assertThat(Money.of(100, currency).isInUse()).isEqualTo(inUse);
    }
}

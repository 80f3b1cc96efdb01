package dev.emporium.shipping.rate.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emporium.platform.Json;
import dev.emporium.platform.Money;
import dev.emporium.shipping.rate.entity.Quote;
import dev.emporium.shipping.rate.entity.Rates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateFileTest {
    private static final String RIGHT =
            """
            unknown_weight_grams: 500
            latest_delivery_days: 30
            currencies: [EUR, JPY]
            zones:
              - countries: [DE, XK]
                methods:
                  - method: standard
                    name: Standard
                    days: {min: 1, max: 3}
                    free_from: {EUR: "50.00", JPY: "8000"}
                    prices:
                      - max_weight_grams: 1000
                        price: {EUR: "4.90", JPY: "800"}
                      - max_weight_grams: 5000
                        price: {EUR: "6.90", JPY: "1100"}
              - countries: ["*"]
                methods:
                  - method: standard
                    name: Parcel
                    days: {min: 7, max: 21}
                    prices:
                      - max_weight_grams: 2000
                        price: {EUR: "19.90", JPY: "3200"}
            """;

    @TempDir
    Path folder;

    private Rates read(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("rates.yaml"), text);
        return RateFile.read(file.toString(), Json.mapper());
    }

    @Test
    void readsATable() throws IOException {
        Rates rates = read(RIGHT);

        assertThat(rates.quotes("DE", 1001, Money.of("10.00", "EUR")))
                .containsExactly(new Quote("standard", "Standard", Money.of("6.90", "EUR"), new Rates.Days(1, 3)));
        assertThat(rates.quotes("NZ", 1, Money.of("8000", "JPY")))
                .extracting(Quote::price)
                .containsExactly(Money.of("3200", "JPY"));
        assertThat(rates.unknownWeightGrams()).isEqualTo(500);
    }

    @Test
    void takesWhatIsSentForNothingOnTheSameDayOrOnTheLastOne() throws IOException {
        Rates rates = read(RIGHT.replace("{min: 1, max: 3}", "{min: 0, max: 0}")
                .replace("{min: 7, max: 21}", "{min: 30, max: 30}")
                .replace("19.90", "0.00"));

        assertThat(rates.quotes("DE", 1, Money.of("10.00", "EUR")))
                .extracting(Quote::days)
                .containsExactly(new Rates.Days(0, 0));
        assertThat(rates.quotes("NZ", 1, Money.of("10.00", "EUR")))
                .containsExactly(new Quote("standard", "Parcel", Money.of("0.00", "EUR"), new Rates.Days(30, 30)));
    }

    @Test
    void bringsATableAlong() {
        Rates rates = RateFile.read("", Json.mapper());

        assertThat(rates.quotes("DE", 250_000, Money.of("1.00", "EUR"))).isNotEmpty();
        assertThat(rates.quotes("NZ", 250_000, Money.of("1", "JPY"))).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            '- countries: ["*"]'            | '- countries: [FR]'           | no zone has * for the rest of the world
            '[DE, XK]'                      | '[DE, XX]'                    | XX is no country
            '- countries: ["*"]'            | '- countries: ["*", DE]'      | DE is in two zones
            '- countries: [DE, XK]'         | '- countries: []'             | a zone has no countries
            'max_weight_grams: 5000'        | 'max_weight_grams: 1000'      | max_weight_grams must grow from price to price
            'max_weight_grams: 5000'        | 'max_weight_grams: 999'       | max_weight_grams must grow from price to price
            'max_weight_grams: 1000'        | 'max_weight_grams: 0'         | max_weight_grams must grow from price to price
            '{EUR: "6.90", JPY: "1100"}'    | '{EUR: "6.90"}'               | the price up to 5000 g must be in each of the currencies
            '{EUR: "6.90", JPY: "1100"}'    | '{EUR: "-6.90", JPY: "1100"}' | -6.90 EUR is negative
            '{EUR: "6.90", JPY: "1100"}'    | '{EUR: "6.9", JPY: "1100"}'   | 2 fraction digits for EUR
            '{EUR: "6.90", JPY: "1100"}'    | '{EUR: 6.90, JPY: "1100"}'    | price
            '{EUR: "50.00", JPY: "8000"}'   | '{JPY: "8000"}'               | free_from must be in each of the currencies
            '[EUR, JPY]'                    | '[EUR, JPY, CHF]'             | must be in each of the currencies
            '{min: 1, max: 3}'              | '{min: 4, max: 3}'            | days must be 0 <= min <= max
            '{min: 1, max: 3}'              | '{min: 1, max: 31}'           | takes longer than latest_delivery_days
            'name: Parcel'                  | 'nome: Parcel'                | nome
            'method: standard'              | 'method: Standard!'           | a method is up to 50 of a-z and _
            'unknown_weight_grams: 500'     | 'unknown_weight_grams: 0'     | unknown_weight_grams must be above 0
            'name: Parcel'                  | 'name: " "'                   | has no name
            """)
    void saysWhatIsWrong(String right, String wrong, String said) {
        assertThat(RIGHT).contains(right);
        assertThatThrownBy(() -> read(RIGHT.replace(right, wrong)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rates.yaml")
                .hasMessageContaining(said);
    }

    @Test
    void saysThatAMethodIsThereTwiceOrTheFileIsNot() {
        String twice = RIGHT
                + """
                - method: standard
                  name: Again
                  days: {min: 7, max: 21}
                  prices:
                    - max_weight_grams: 2000
                      price: {EUR: "19.90", JPY: "3200"}
                """
                        .indent(6);
        assertThatThrownBy(() -> read(twice)).hasMessageContaining("is there twice");
        assertThatThrownBy(() -> RateFile.read(folder.resolve("none.yaml").toString(), Json.mapper()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("none.yaml");
    }
}

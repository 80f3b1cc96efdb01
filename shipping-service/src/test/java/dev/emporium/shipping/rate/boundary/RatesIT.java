package dev.emporium.shipping.rate.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.platform.Json;
import dev.emporium.shipping.Depot;
import dev.emporium.shipping.Depot.Reply;
import dev.emporium.shipping.rate.control.RateFile;
import dev.emporium.shipping.rate.entity.Rates;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RatesIT {
    @Test
    void quotesWhatTheTableSaysToEverybody() {
        Reply quotes = Depot.get("/quotes?country=DE&weight_grams=1200&value=39.98");

        assertThat(quotes.status()).isEqualTo(200);
        assertThat(quotes.body().toString())
                .isEqualTo("{\"items\":["
                        + "{\"method\":\"standard\",\"name\":\"Standard\",\"price\":{\"amount\":\"3.90\",\"currency\":\"EUR\"},"
                        + "\"days\":{\"min\":1,\"max\":3}},"
                        + "{\"method\":\"express\",\"name\":\"Express\",\"price\":{\"amount\":\"9.90\",\"currency\":\"EUR\"},"
                        + "\"days\":{\"min\":1,\"max\":1}}]}");
        assertThat(Depot.get("/quotes?country=NZ&weight_grams=1200&value=4000&currency=JPY")
                        .text("/items/0/price/currency"))
                .isEqualTo("JPY");
        assertThat(Depot.get("/quotes?country=DE&weight_grams=999999999&value=39.98")
                        .body()
                        .toString())
                .isEqualTo("{\"items\":[]}");
    }

    @Test
    void publishesTheTableAsItIsReadAgain() throws IOException {
        Reply rates = Depot.get("/rates");

        assertThat(rates.status()).isEqualTo(200);
        assertThat(Json.mapper().treeToValue(rates.body(), Rates.class)).isEqualTo(RateFile.read(null, Json.mapper()));
        String tag = rates.header("ETag");
        assertThat(tag).startsWith("\"");
        assertThat(Depot.get("/rates", "If-None-Match", tag).status()).isEqualTo(304);
    }

    @ParameterizedTest
    @CsvSource({
        "country=DE&weight_grams=1200, 422, value",
        "country=DE&value=39.98, 422, weight_grams",
        "weight_grams=1200&value=39.98, 422, country",
        "country=ZZ&weight_grams=1200&value=39.98, 422, country",
        "country=de&weight_grams=1200&value=39.98, 422, country",
        "country=DE&weight_grams=0&value=39.98, 422, weight_grams",
        "country=DE&weight_grams=1000000001&value=39.98, 422, weight_grams",
        "country=DE&weight_grams=1200&value=-39.98, 422, value",
        "country=DE&weight_grams=1200&value=39.9, 422, value",
        "country=DE&weight_grams=1200&value=39.98&currency=JPY, 422, value",
        "country=DE&weight_grams=1200&value=39.98&currency=QQQ, 422, value",
        "country=DE&weight_grams=1200&value=999999999999999.9999&currency=CLF, 422, value",
        "country=DE&weight_grams=12x&value=39.98, 400, weight_grams",
    })
    void saysWhatIsWrong(String query, int status, String parameter) {
        Reply refusal = Depot.get("/quotes?" + query);

        assertThat(refusal.status()).isEqualTo(status);
        assertThat(refusal.text("/errors/0/field")).isEqualTo(parameter);
    }
}

package dev.emporium.product;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.emporium.platform.service.ServiceConfiguration;
import dev.emporium.product.search.control.SearchConfiguration;
import io.dropwizard.db.DataSourceFactory;
import io.dropwizard.jackson.Jackson;
import io.dropwizard.util.Duration;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.util.Optional;

/** What product-service is configured with. */
public final class ProductConfiguration extends ServiceConfiguration {
    @Min(0)
    @JsonProperty
    private long lowStockThreshold;

    @Valid
    @NotNull
    @JsonProperty
    private SearchConfiguration search;

    @NotNull
    @JsonProperty
    private String readUrl;

    /** Below how many that can be ordered a product has run low; 0 for never. */
    long lowStockThreshold() {
        return lowStockThreshold;
    }

    /** The database's replica, if there is one: as the database, but that nobody waits for it, at the start or for long. */
    Optional<DataSourceFactory> replica() {
        if (readUrl.isBlank()) {
            return Optional.empty();
        }
        DataSourceFactory replica = Jackson.newObjectMapper().convertValue(getDatabase(), DataSourceFactory.class);
        replica.setUrl(readUrl);
        replica.setInitialSize(0);
        replica.setMinSize(0);
        replica.setMaxWaitForConnection(Duration.milliseconds(500));
        // where the address leads is looked up anew: what was a standby may be one no more, and be answered by still
        replica.setMaxConnectionAge(Duration.minutes(1));
        replica.getProperties().put("loginTimeout", "2");
        replica.getProperties().put("socketTimeout", "3");
        replica.getProperties().merge("options", " -c statement_timeout=3s", String::concat);
        return Optional.of(replica);
    }

    /** The search engine beside the database, if there is one. */
    SearchConfiguration search() {
        return search;
    }
}

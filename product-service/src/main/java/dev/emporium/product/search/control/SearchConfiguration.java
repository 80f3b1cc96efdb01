package dev.emporium.product.search.control;

import dev.emporium.platform.Secret;
import io.dropwizard.util.Duration;
import io.dropwizard.validation.MinDuration;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.concurrent.TimeUnit;

/**
 * The search engine beside the database.
 *
 * @param url of Elasticsearch, empty for none
 * @param user whom it is asked as, empty for nobody
 * @param ca a file with the certificate of the authority that its own is from, in PEM; empty for those that Java trusts
 * @param patience how long an answer is waited for before PostgreSQL is asked
 * @param index what the index is called
 */
public record SearchConfiguration(
        @NotNull @Pattern(regexp = "(https?://[^/@]+/?)?") String url,
        @NotNull String user,
        @NotNull Secret password,
        @NotNull String ca,
        @NotNull @MinDuration(value = 1, unit = TimeUnit.MILLISECONDS) Duration patience,
        @NotNull @Pattern(regexp = "[a-z][a-z0-9-]{0,99}") String index) {

    /** Whether there is one. */
    public boolean isGiven() {
        return !url.isEmpty();
    }
}

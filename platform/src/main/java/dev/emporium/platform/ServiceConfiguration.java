package dev.emporium.platform;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.emporium.platform.security.TokenConfiguration;
import io.dropwizard.core.Configuration;
import io.dropwizard.db.DataSourceFactory;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;

/** What every service is configured with. A service extends it with its own settings; all is validated at start. */
public class ServiceConfiguration extends Configuration {
    @JsonProperty
    private String rootPath;

    @Valid
    @NotNull
    @JsonProperty
    private DataSourceFactory database = new DataSourceFactory();

    @Valid
    @NotNull
    @JsonProperty
    private KafkaConfiguration kafka;

    @Valid
    @JsonProperty
    private TokenConfiguration tokens;

    @NotNull
    @JsonProperty
    private String trustedProxies;

    @Valid
    @NotNull
    @JsonProperty
    private ShutdownConfiguration shutdown = new ShutdownConfiguration(null);

    /** The public prefix of the collection; null or blank when there is none. */
    public String getRootPath() {
        return rootPath;
    }

    public void setRootPath(String rootPath) {
        this.rootPath = rootPath;
    }

    public DataSourceFactory getDatabase() {
        return database;
    }

    public void setDatabase(DataSourceFactory database) {
        this.database = database;
    }

    public KafkaConfiguration getKafka() {
        return kafka;
    }

    public void setKafka(KafkaConfiguration kafka) {
        this.kafka = kafka;
    }

    /** How access tokens are verified; null in a service that has not switched {@code Security} on. */
    public TokenConfiguration getTokens() {
        return tokens;
    }

    public void setTokens(TokenConfiguration tokens) {
        this.tokens = tokens;
    }

    /** Networks whose word on where a request comes from is believed; none when empty. */
    public String getTrustedProxies() {
        return trustedProxies;
    }

    public void setTrustedProxies(String trustedProxies) {
        this.trustedProxies = trustedProxies;
    }

    public ShutdownConfiguration getShutdown() {
        return shutdown;
    }

    public void setShutdown(ShutdownConfiguration shutdown) {
        this.shutdown = shutdown;
    }
}

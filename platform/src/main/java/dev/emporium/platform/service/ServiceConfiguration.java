package dev.emporium.platform.service;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.platform.messaging.KafkaConfiguration;
import dev.emporium.platform.security.TokenConfiguration;
import io.dropwizard.core.Configuration;
import io.dropwizard.db.DataSourceFactory;
import io.dropwizard.logging.common.DefaultLoggingFactory;
import io.dropwizard.util.Duration;
import io.dropwizard.validation.MinDuration;
import io.dropwizard.validation.ValidationMethod;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

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

    @NotNull
    @MinDuration(value = 100, unit = TimeUnit.MILLISECONDS)
    @JsonProperty
    private Duration transferPatience;

    @JsonProperty
    private boolean adminTools;

    @Valid
    @NotNull
    @JsonProperty
    private ShutdownConfiguration shutdown = new ShutdownConfiguration(null);

    /** Dropwizard takes what is no level for INFO. */
    @JsonIgnore
    @ValidationMethod(message = "logging has a level that is none of OFF, ERROR, WARN, INFO, DEBUG, TRACE and ALL")
    public boolean isLevelsKnown() {
        return !(getLoggingFactory() instanceof DefaultLoggingFactory logging)
                || Stream.concat(
                                Stream.of(logging.getLevel()),
                                logging.getLoggers().values().stream()
                                        .filter(JsonNode::isValueNode)
                                        .map(JsonNode::asText))
                        .allMatch(ServiceConfiguration::isLevel);
    }

    /** YAML has its own opinion of OFF. */
    private static boolean isLevel(String word) {
        return word.equals("false") || Level.toLevel(word, null) != null;
    }

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

    /** Within what time a request's body comes whole and an answer is taken, beside the time that its length is given. */
    public Duration getTransferPatience() {
        return transferPatience;
    }

    public void setTransferPatience(Duration transferPatience) {
        this.transferPatience = transferPatience;
    }

    /** Whether the admin port runs tasks and shows threads, for whoever reaches it. */
    public boolean isAdminTools() {
        return adminTools;
    }

    public void setAdminTools(boolean adminTools) {
        this.adminTools = adminTools;
    }

    public ShutdownConfiguration getShutdown() {
        return shutdown;
    }

    public void setShutdown(ShutdownConfiguration shutdown) {
        this.shutdown = shutdown;
    }
}

package dev.emporium.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Whichever service one looks at, and wherever: it says the version that stands in the root pom.xml. */
@OnThePlatform
class VersionIT {
    static final List<String> COLLECTIONS = Platform.COLLECTIONS;
    static final List<String> SERVICES = Platform.SERVICES;

    private final Platform platform;
    private final String version;

    VersionIT(Platform platform) throws Exception {
        this.platform = platform;
        this.version = Platform.version();
    }

    @ParameterizedTest
    @FieldSource("COLLECTIONS")
    void standsInTheDescription(String collection) throws Exception {
        JsonNode description =
                new Http(platform.gateway()).get(collection + "/openapi.json").json();

        assertThat(description.at("/info/version").asText()).isEqualTo(version);
    }

    @ParameterizedTest
    @FieldSource("SERVICES")
    void isSaidToWhoeverAsksForTheHealth(String service) throws Exception {
        Http admin = new Http(URI.create("http://127.0.0.1:" + platform.ports().admin(service)));

        for (String state : List.of("live", "ready")) {
            // another test may just have taken the database away
            Eventually.within(Duration.ofSeconds(60), () -> assertThat(
                            admin.get("/health/" + state).json())
                    .isEqualTo(Http.JSON.createObjectNode().put("status", state).put("version", version)));
        }
    }

    @Test
    void standsInEveryLineOfTheLog() {
        assertThat(ServiceLogs.lines())
                .extracting(line -> line.path("service.version").asText())
                .containsOnly(version);
        assertThat(ServiceLogs.lines())
                .extracting(line -> line.path("service.name").asText())
                .contains(SERVICES.toArray(String[]::new));
    }
}

package dev.emporium.platform.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventContractsTest {
    static java.util.List<String> messageTypes() {
        return EventContracts.messageTypes();
    }

    @ParameterizedTest
    @MethodSource("messageTypes")
    void everySchemaAcceptsItsOwnExample(String type) {
        assertThat(EventContracts.violations(EventContracts.example(type))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("messageTypes")
    void everySchemaRefusesAnUnknownFieldInItsData(String type) {
        String surplus = EventContracts.example(type).replace("\"data\":{", "\"data\":{\"surplus\":1,");
        assertThat(EventContracts.violations(surplus)).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("messageTypes")
    void everySchemaRefusesAnUnknownAttributeOfTheEnvelope(String type) {
        String surplus = EventContracts.example(type).replace("\"specversion\"", "\"surplus\":1,\"specversion\"");
        assertThat(EventContracts.violations(surplus)).isNotEmpty();
    }

    @Test
    void thereAreSchemas() {
        assertThat(EventContracts.messageTypes()).contains("stock.reserve", "order.confirmed");
    }
}

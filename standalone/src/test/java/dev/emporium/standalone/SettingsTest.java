package dev.emporium.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emporium.local.CannotRun;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {

    private static final Path HOME = Path.of(System.getProperty("repository.root"));
    private static final Service PRODUCT = Service.all(HOME).get(0);

    @Test
    void refusesAFolderThatKafkaWouldTakeForSeveral() {
        assertThatThrownBy(() -> Settings.of(HOME, Map.of("EMPORIUM_DATA", "/srv/data,old")))
                .isInstanceOf(CannotRun.class)
                .hasMessageContaining("/srv/data,old");
    }

    @Test
    void takesThePortsOfTheDesignUnlessTold() {
        Settings settings = Settings.of(HOME, Map.of());

        assertThat(settings.gatewayPort()).isEqualTo(8080);
        assertThat(settings.port(PRODUCT)).isEqualTo(8001);
        assertThat(settings.adminPort(PRODUCT)).isEqualTo(9001);
        assertThat(settings.data()).isEqualTo(HOME.resolve(".data"));
        assertThat(settings.ports().values()).doesNotHaveDuplicates();
    }

    @Test
    void takesThePortsOfTheEnvironment() {
        Settings settings = Settings.of(
                HOME, Map.of("PRODUCT_SERVICE_PORT", "18001", "GATEWAY_PORT", "18080", "EMPORIUM_DATA", "/other"));

        assertThat(settings.gatewayPort()).isEqualTo(18080);
        assertThat(settings.gatewayAdminPort()).isEqualTo(19080);
        assertThat(settings.adminPort(PRODUCT)).isEqualTo(19001);
        assertThat(settings.url(PRODUCT)).isEqualTo("http://127.0.0.1:18001/products");
        assertThat(settings.data()).isEqualTo(Path.of("/other"));
        assertThat(settings.jwksUrl()).isEqualTo("http://127.0.0.1:8006/customers/.well-known/jwks.json");
    }

    @Test
    void tellsTheOthersOfWhatStandsBetween() {
        Settings settings =
                Settings.of(HOME, Map.of("KAFKA_VIA", "7001", "PRODUCT_SERVICE_VIA", "7002", "KAFKA_PORT", "7000"));

        assertThat(settings.kafkaPort()).isEqualTo(7000);
        assertThat(settings.toldPort("KAFKA_PORT")).isEqualTo(7001);
        assertThat(settings.toldPort("POSTGRES_PORT")).isEqualTo(settings.postgresPort());
        assertThat(settings.port(PRODUCT)).isEqualTo(8001);
        assertThat(settings.url(PRODUCT)).isEqualTo("http://127.0.0.1:7002/products");
    }

    @Test
    void saysWhichVariableIsNoPort() {
        Settings settings = Settings.of(HOME, Map.of("KAFKA_PORT", "99999"));

        assertThatThrownBy(settings::kafkaPort).hasMessage("KAFKA_PORT is \"99999\", which is not a port");
    }
}

package dev.emporium.standalone;

import dev.emporium.local.CannotRun;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Where things are and which ports they take, as the environment says.
 *
 * @param home the repository
 * @param data the folder that holds all that this platform writes; two platforms with different ones share nothing
 * @param environment as the user has set it, also passed on to the processes
 * @param services all that run
 */
record Settings(Path home, Path data, Map<String, String> environment, List<Service> services) {

    Settings {
        home = home.toAbsolutePath().normalize();
        data = data.toAbsolutePath().normalize();
        environment = Map.copyOf(environment);
        services = List.copyOf(services);
        // Kafka would take it for several folders, and begin with the first of them
        if (data.toString().contains(",")) {
            throw new CannotRun(
                    "Kafka can keep no data in " + data + ": set EMPORIUM_DATA to a folder without a comma");
        }
    }

    static Settings of(Path home, Map<String, String> environment) {
        String data = environment.getOrDefault("EMPORIUM_DATA", "");
        return new Settings(
                home, data.isEmpty() ? home.resolve(".data") : Path.of(data), environment, Service.all(home));
    }

    int gatewayPort() {
        return port("GATEWAY_PORT", 8080);
    }

    /** Where the gateway shows its metrics. */
    int gatewayAdminPort() {
        return port("GATEWAY_ADMIN_PORT", gatewayPort() + 1000);
    }

    int postgresPort() {
        return port("POSTGRES_PORT", 25432);
    }

    int kafkaPort() {
        return port("KAFKA_PORT", 29092);
    }

    int kafkaControllerPort() {
        return port("KAFKA_CONTROLLER_PORT", 29093);
    }

    int paymentProviderPort() {
        return port("PAYMENT_PROVIDER_PORT", 8090);
    }

    /** Where mails are read. */
    int mailboxPort() {
        return port("MAILBOX_HTTP_PORT", 8025);
    }

    /** Where mails go. */
    int smtpPort() {
        return port("MAILBOX_SMTP_PORT", 2525);
    }

    int elasticsearchPort() {
        return port("ELASTICSEARCH_PORT", 9200);
    }

    int prometheusPort() {
        return port("PROMETHEUS_PORT", 9090);
    }

    int alertmanagerPort() {
        return port("ALERTMANAGER_PORT", 9093);
    }

    int fluentdPort() {
        return port("FLUENTD_PORT", 24224);
    }

    /** Where spans go. */
    int otlpPort() {
        return port("OTLP_PORT", 4318);
    }

    int port(Service service) {
        return port(variable(service) + "_PORT", service.port());
    }

    int adminPort(Service service) {
        return port(variable(service) + "_ADMIN_PORT", port(service) + 1000);
    }

    static String variable(Service service) {
        return service.name().toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** Every port of the platform, by the variable that changes it. */
    Map<String, Integer> ports() {
        Map<String, Integer> ports = new LinkedHashMap<>();
        ports.put("GATEWAY_PORT", gatewayPort());
        ports.put("GATEWAY_ADMIN_PORT", gatewayAdminPort());
        ports.put("POSTGRES_PORT", postgresPort());
        ports.put("KAFKA_PORT", kafkaPort());
        ports.put("KAFKA_CONTROLLER_PORT", kafkaControllerPort());
        ports.put("PAYMENT_PROVIDER_PORT", paymentProviderPort());
        ports.put("MAILBOX_HTTP_PORT", mailboxPort());
        ports.put("MAILBOX_SMTP_PORT", smtpPort());
        for (Service service : services) {
            ports.put(variable(service) + "_PORT", port(service));
            ports.put(variable(service) + "_ADMIN_PORT", adminPort(service));
        }
        return ports;
    }

    /**
     * The port that the others are told instead of one of {@link #ports()}: where {@code X_VIA} is set beside {@code X_PORT},
     * something stands between that is reached there, such as what cuts the network in a test.
     */
    int toldPort(String variable) {
        return port(variable.replaceAll("_PORT$", "_VIA"), ports().get(variable));
    }

    /** Those that are added by {@code --logs}. */
    Map<String, Integer> portsOfLogs() {
        return Map.of("FLUENTD_PORT", fluentdPort());
    }

    /** Those that are added by {@code --logs} and {@code --search}. */
    Map<String, Integer> portsOfIndexes() {
        return Map.of("ELASTICSEARCH_PORT", elasticsearchPort());
    }

    /** Those that are added by {@code --observability}. */
    Map<String, Integer> portsOfWatchers() {
        return Map.of("PROMETHEUS_PORT", prometheusPort(), "ALERTMANAGER_PORT", alertmanagerPort());
    }

    /** Those that are added by {@code --tracing}. */
    Map<String, Integer> portsOfTracing() {
        return Map.of("OTLP_PORT", otlpPort());
    }

    String elasticsearchUrl() {
        return "http://127.0.0.1:" + elasticsearchPort();
    }

    String url(Service service) {
        return "http://127.0.0.1:" + toldPort(variable(service) + "_PORT") + service.collection();
    }

    /** Where the public keys of access tokens are. */
    String jwksUrl() {
        return url(tokenMaker()) + "/.well-known/jwks.json";
    }

    /** Where services get tokens of their own. */
    String tokensUrl() {
        return url(tokenMaker()) + "/tokens";
    }

    private Service tokenMaker() {
        return services.stream().filter(Service::makesTokens).findFirst().orElseThrow();
    }

    /** The service of this name. */
    Service service(String name) {
        return services.stream()
                .filter(service -> service.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private int port(String variable, int otherwise) {
        String value = environment.getOrDefault(variable, "");
        try {
            int port = value.isEmpty() ? otherwise : Integer.parseInt(value);
            if (port > 0 && port < 65536) {
                return port;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new CannotRun(variable + " is \"" + value + "\", which is not a port");
    }
}

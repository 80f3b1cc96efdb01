package dev.emporium.simulators;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What the simulated payment provider is started with.
 *
 * @param host the address that it listens at
 * @param port 0 for any that is free
 * @param folder where it keeps what it remembers
 * @param publicUrl where a browser reaches it; null for host and port
 * @param webhookUrl who is told of what buyers do; null for nobody
 * @param webhookSecret what webhooks are signed with
 * @param slow how long it takes over what is slow
 * @param silence how long it says nothing, before it hangs up
 */
public record Settings(
        String host,
        int port,
        Path folder,
        URI publicUrl,
        URI webhookUrl,
        String webhookSecret,
        Duration slow,
        Duration silence) {
    /** Known to everybody: no real money depends on it. */
    public static final String SECRET = "whsec_simulated";

    static Settings of(Map<String, String> environment) {
        return new Settings(
                environment.getOrDefault("PAYMENT_PROVIDER_HOST", "127.0.0.1"),
                Integer.parseInt(environment.getOrDefault("PAYMENT_PROVIDER_PORT", "8090")),
                Path.of(environment.getOrDefault("PAYMENT_PROVIDER_FOLDER", ".data/payment-provider")),
                uri(environment, "PAYMENT_PROVIDER_PUBLIC_URL"),
                uri(environment, "PAYMENT_WEBHOOK_URL"),
                environment.getOrDefault("PAYMENT_WEBHOOK_SECRET", SECRET),
                millis(environment, "PAYMENT_PROVIDER_SLOW_MS", 2_000),
                millis(environment, "PAYMENT_PROVIDER_SILENCE_MS", 20_000));
    }

    private static URI uri(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name))
                .filter(value -> !value.isBlank())
                .map(URI::create)
                .orElse(null);
    }

    private static Duration millis(Map<String, String> environment, String name, long otherwise) {
        return Duration.ofMillis(Long.parseLong(environment.getOrDefault(name, Long.toString(otherwise))));
    }

    @Override
    public String toString() {
        return "Settings[host=%s, port=%d, folder=%s, webhookUrl=%s]".formatted(host, port, folder, webhookUrl);
    }
}

package dev.emporium.payment.payment.entity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.platform.Money;
import dev.emporium.platform.Origin;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PaymentTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    private static Payment payment(PaymentStatus status, boolean captureAsked, boolean voidAsked, Instant expiresAt) {
        return new Payment(
                UUID.randomUUID(),
                UUID.randomUUID(),
                null,
                "simulated",
                status,
                Money.of(1999, "EUR"),
                0,
                0,
                0,
                captureAsked,
                voidAsked,
                null,
                null,
                expiresAt,
                new Origin("request-1", null),
                NOW,
                NOW,
                List.of());
    }

    @Test
    void theProviderIsAskedForWhatIsWantedAndPossible() {
        Map<String, String> asked = new TreeMap<>();
        for (PaymentStatus status : PaymentStatus.values()) {
            for (boolean capture : List.of(false, true)) {
                for (boolean letGo : List.of(false, true)) {
                    payment(status, capture, letGo, NOW.plusSeconds(1))
                            .next(NOW)
                            .ifPresent(step -> asked.put(
                                    status.word() + (capture ? " capture" : "") + (letGo ? " void" : ""), step.word()));
                }
            }
        }
        assertThat(asked)
                .isEqualTo(Map.of(
                        "action_required", "ask",
                        "action_required capture", "ask",
                        "action_required void", "void",
                        "action_required capture void", "void",
                        "authorised capture", "capture",
                        "authorised void", "void",
                        "authorised capture void", "void"));
    }

    @Test
    void aBuyerWhoseTimeIsOverIsWaitedForNoLonger() {
        assertThat(payment(PaymentStatus.ACTION_REQUIRED, false, false, NOW).next(NOW))
                .hasValueSatisfying(step -> assertThat(step.word()).isEqualTo("void"));
    }
}

package dev.emporium.payment.provider.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.payment.Till;
import dev.emporium.payment.Till.Reply;
import dev.emporium.simulators.Settings;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class WebhooksIT {
    private static final Till TILL = Till.shared();
    private static final String PATH = "/payments/webhooks/simulated";

    private final UUID orderId = UUID.randomUUID();
    private final String eventId = "evt_" + UUID.randomUUID();

    private String event(String paymentId) {
        return "{\"id\":\"%s\",\"type\":\"payment_intent.declined\",\"data\":{\"object\":{\"reference\":\"%s\"}}}"
                .formatted(eventId, paymentId);
    }

    private static String signed(String body, Instant at, String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] bits = mac.doFinal((at.getEpochSecond() + "." + body).getBytes(StandardCharsets.UTF_8));
            return "t=" + at.getEpochSecond() + ",v1=" + HexFormat.of().formatHex(bits);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Reply send(String body, String signature) {
        return TILL.send("POST", PATH, body, "Simulator-Signature", signature);
    }

    private int noted() {
        return TILL.database.withHandle(
                handle -> handle.createQuery("select count(*) from webhook_events where event_id = :id")
                        .bind("id", eventId)
                        .mapTo(Integer.class)
                        .one());
    }

    @Test
    void isHeardOnceHoweverOftenItComesAndBelievedInNothing() {
        String id = TILL.paid(orderId, UUID.randomUUID(), "tok_ok", "authorised");
        String body = event(id);
        for (int i = 0; i < 3; i++) {
            assertThat(send(body, signed(body, Instant.now(), Settings.SECRET)).status())
                    .isEqualTo(204);
        }

        assertThat(noted()).isEqualTo(1);
        TILL.tell(orderId, Till.command("payment.capture", orderId));
        TILL.awaitStatus(orderId, "captured");
        assertThat(TILL.types(orderId)).doesNotContain("payment.declined");
    }

    @Test
    void isHeardOfPaymentsThatAreNotOurs() {
        String body = event("of somebody else");
        assertThat(send(body, signed(body, Instant.now(), Settings.SECRET)).status())
                .isEqualTo(204);
        String unknown = event(UUID.randomUUID().toString());
        assertThat(send(unknown, signed(unknown, Instant.now(), Settings.SECRET))
                        .status())
                .isEqualTo(204);
    }

    @Test
    void isRefusedWhenItIsNotTheProvidersOrNotOfNow() {
        String body = event(UUID.randomUUID().toString());
        Instant now = Instant.now();

        assertThat(send(body, signed(body, now, "another secret")).text("/code"))
                .isEqualTo("invalid_signature");
        assertThat(send(body + " ", signed(body, now, Settings.SECRET)).status())
                .isEqualTo(400);
        assertThat(send(body, signed(body, now.minusSeconds(310), Settings.SECRET))
                        .status())
                .isEqualTo(400);
        assertThat(send(body, signed(body, now.plusSeconds(310), Settings.SECRET))
                        .status())
                .isEqualTo(400);
        assertThat(send(body, "").status()).isEqualTo(400);
        assertThat(TILL.send("POST", PATH, body).status()).isEqualTo(400);
        assertThat(noted()).isZero();
    }

    @Test
    void isReadOnlyUpToItsLimitAndOnlyOfOurProvider() {
        String large = "{\"id\":\"" + "x".repeat(300_000) + "\"}";
        assertThat(send(large, signed(large, Instant.now(), Settings.SECRET)).status())
                .isEqualTo(413);
        String body = event(UUID.randomUUID().toString());
        assertThat(TILL.send(
                                "POST",
                                "/payments/webhooks/stripe",
                                body,
                                "Stripe-Signature",
                                signed(body, Instant.now(), Settings.SECRET))
                        .status())
                .isEqualTo(404);
        String empty = "{}";
        assertThat(send(empty, signed(empty, Instant.now(), Settings.SECRET)).status())
                .isEqualTo(400);
    }
}

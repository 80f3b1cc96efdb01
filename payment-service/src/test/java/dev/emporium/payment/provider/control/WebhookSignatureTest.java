package dev.emporium.payment.provider.control;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSignatureTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
    private static final byte[] BODY = "{\"id\":\"evt_1\"}".getBytes(StandardCharsets.UTF_8);

    private final WebhookSignature signature = new WebhookSignature("secret", Clock.fixed(NOW, ZoneOffset.UTC));

    private static String hex(long time, String secret) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        mac.update((time + ".").getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(mac.doFinal(BODY));
    }

    @ParameterizedTest
    @ValueSource(longs = {-300, -1, 0, 1, 300})
    void fitsWithinFiveMinutes(long away) throws Exception {
        long time = NOW.getEpochSecond() + away;
        signature.verify("t=" + time + ",v1=" + hex(time, "secret"), BODY);
    }

    @ParameterizedTest
    @ValueSource(longs = {-301, 301, -1_000_000})
    void doesNotFitLongBeforeOrAfter(long away) throws Exception {
        long time = NOW.getEpochSecond() + away;
        String header = "t=" + time + ",v1=" + hex(time, "secret");
        assertThatThrownBy(() -> signature.verify(header, BODY)).isInstanceOf(InvalidWebhookException.class);
    }

    @Test
    void fitsByOneOfSeveralWhileASecretIsChanged() throws Exception {
        long time = NOW.getEpochSecond();
        assertThatCode(() -> signature.verify(
                        "t=%d,v1=%s,v1=%s,v0=%s".formatted(time, hex(time, "next"), hex(time, "secret"), "ab"), BODY))
                .doesNotThrowAnyException();
    }

    @Test
    void doesNotFitAnotherBodyOrTimeOrSecret() throws Exception {
        long time = NOW.getEpochSecond();
        String good = hex(time, "secret");
        for (String header : new String[] {
            null,
            "",
            "t=" + time,
            "v1=" + good,
            "t=,v1=" + good,
            "t=soon,v1=" + good,
            "t=9223372036854775807,v1=" + good,
            "t=" + (time + 1) + ",v1=" + good,
            "t=" + time + ",v1=" + hex(time, "another"),
            "t=" + time + ",v0=" + good,
            "t=" + time + ",v1=" + good.substring(2),
            "x".repeat(3_000)
        }) {
            assertThatThrownBy(() -> signature.verify(header, BODY))
                    .as(header)
                    .isInstanceOf(InvalidWebhookException.class);
        }
        assertThatThrownBy(() -> signature.verify(
                        "t=" + time + ",v1=" + good, "{\"id\":\"evt_2\"}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(InvalidWebhookException.class);
    }
}

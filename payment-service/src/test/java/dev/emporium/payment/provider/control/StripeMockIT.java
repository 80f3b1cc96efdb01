package dev.emporium.payment.provider.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.payment.provider.entity.Finding;
import dev.emporium.payment.provider.entity.Finding.Kind;
import dev.emporium.payment.provider.entity.Step;
import dev.emporium.platform.Json;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whether our requests are Stripe's, by its own description. The mock has no memory, so its answers are about another
 * payment than ours, and are not believed; what it does not take it refuses.
 */
@Timeout(300)
class StripeMockIT {
    private static StripeMock mock;
    private static StripeProvider stripe;

    @BeforeAll
    static void start() throws Exception {
        mock = StripeMock.start();
        stripe = new StripeProvider(
                mock.url(),
                "sk_test_123",
                Duration.ofSeconds(60),
                URI.create("https://shop.example/paid"),
                new WebhookSignature("whsec_test", Clock.systemUTC()),
                Json.mapper());
    }

    @AfterAll
    static void stop() {
        if (mock != null) {
            mock.close();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"AUTHORISE", "ASK", "CAPTURE", "VOID"})
    void isAskedAsItIsToBe(Step step) {
        assertThat(stripe.perform(Calls.of(step))).isEqualTo(Finding.unknown("another payment than was asked for"));
    }

    @Test
    void isSearchedAsItIsToBe() {
        assertThat(stripe.perform(Calls.again(Step.AUTHORISE)))
                .isEqualTo(Finding.unknown("another payment than was asked for"));
    }

    @Test
    void givesBack() {
        assertThat(stripe.perform(Calls.of(Step.REFUND)).kind()).isEqualTo(Kind.REFUNDED);
    }

    /** If this were not so, the others would prove nothing. */
    @Test
    void refusesWhatIsNot() {
        StripeProvider wrong = new StripeProvider(
                mock.url(),
                "no key of Stripe's",
                Duration.ofSeconds(60),
                URI.create("https://shop.example/paid"),
                new WebhookSignature("whsec_test", Clock.systemUTC()),
                Json.mapper());
        assertThat(wrong.perform(Calls.of(Step.AUTHORISE)).reason()).isNotEqualTo("another payment than was asked for");
    }
}

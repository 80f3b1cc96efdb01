package dev.emporium.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.system.Accounts.Account;
import dev.emporium.system.Http.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** A signing key takes over from another while people shop. */
@OnThePlatform
class KeyRotationIT {
    private static final int SHOPPERS = 4;
    private static final int CALLS_WITH_THE_NEW_KEY = 30;
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final Platform platform;
    private final Http guest;

    KeyRotationIT(Platform platform) {
        this.platform = platform;
        this.guest = new Http(platform.gateway());
    }

    @Test
    void failsNoRequestWhileAKeyTakesOver() throws Exception {
        String admin = platform.accounts().tokenOf(Accounts.ADMIN).get();
        List<Shopper> shoppers = new ArrayList<>();
        for (int i = 0; i < SHOPPERS; i++) {
            shoppers.add(new Shopper(platform.accounts().register()));
        }
        ExecutorService crowd = Executors.newFixedThreadPool(SHOPPERS);
        try {
            String before = kid(admin);
            Answer rotation = guest.as(() -> admin).post("/customers/keys/rotations", Map.of());
            // 200 when another test has begun one, which has not ended either
            assertThat(rotation.status()).isIn(200, 201);
            assertThat(rotation.text("kid")).isNotEqualTo(before);
            List<Callable<Integer>> tours = shoppers.stream()
                    .<Callable<Integer>>map(shopper -> () -> shopper.shopsUntilSignedBy(rotation.text("kid")))
                    .toList();
            int calls = 0;
            for (Future<Integer> tour : crowd.invokeAll(tours)) {
                calls += tour.get();
            }
            assertThat(calls).isGreaterThan(SHOPPERS * CALLS_WITH_THE_NEW_KEY);
            // what the old key signed is good until it expires
            assertThat(guest.as(() -> admin).get("/products/audit").status()).isEqualTo(200);
        } finally {
            crowd.shutdownNow();
        }
    }

    private final class Shopper {
        private String refreshToken;

        Shopper(Account account) throws Exception {
            refreshToken = platform.accounts().refreshToken(account);
        }

        /** Renews the token and shows it to every service that asks for one, and each answer must be a success. */
        int shopsUntilSignedBy(String kid) throws Exception {
            Instant deadline = Instant.now().plus(LONGEST);
            int calls = 0;
            int withTheNewKey = 0;
            while (withTheNewKey < CALLS_WITH_THE_NEW_KEY) {
                assertThat(Instant.now()).as("the new key does not sign").isBefore(deadline);
                Answer renewed = guest.post(
                        "/customers/tokens", Map.of("grant_type", "refresh_token", "refresh_token", refreshToken));
                assertThat(renewed.status()).as(renewed.toString()).isEqualTo(200);
                refreshToken = renewed.text("refresh_token");
                String token = renewed.text("access_token");
                Http shopper = guest.as(() -> token);
                for (Answer answer : List.of(
                        shopper.get("/customers/me"),
                        shopper.get("/orders/"),
                        shopper.post("/carts/", Map.of()),
                        shopper.get("/products/"))) {
                    assertThat(answer.status()).as(answer.toString()).isIn(200, 201);
                    calls++;
                }
                withTheNewKey += kid(token).equals(kid) ? 1 : 0;
            }
            return calls;
        }
    }

    private static String kid(String token) throws Exception {
        String header = new String(Base64.getUrlDecoder().decode(token.split("\\.")[0]), StandardCharsets.UTF_8);
        return Http.JSON.readTree(header).path("kid").asText();
    }
}

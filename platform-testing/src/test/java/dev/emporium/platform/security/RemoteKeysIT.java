package dev.emporium.platform.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.RSAKey;
import dev.emporium.platform.testing.TestTokens;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RemoteKeysIT {
    private static final UUID ID = UUID.randomUUID();
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration PAUSE = Duration.ofMinutes(5);
    private static final Duration WAIT = Duration.ofSeconds(3);
    private final TestTokens tokens = new TestTokens();

    @AfterEach
    void close() {
        tokens.close();
    }

    private TokenVerifier verifier(RemoteKeys keys) throws Exception {
        return new TokenVerifier(
                keys.at(URI.create(tokens.jwksUrl())),
                new TokenConfiguration(null, TestTokens.ISSUER, TestTokens.AUDIENCE),
                Clock.systemUTC());
    }

    private String signedBy(RSAKey key) {
        return TestTokens.token(key, "at+jwt", TestTokens.claims(ID, Role.CUSTOMER));
    }

    @Test
    void fetchesTheKeysOnceForManyTokens() throws Exception {
        TokenVerifier verifier = verifier(new RemoteKeys(LONG, WAIT, PAUSE, LONG));
        for (int i = 0; i < 50; i++) {
            assertThat(verifier.verify(tokens.token(ID)).id()).isEqualTo(ID);
        }
        assertThat(tokens.fetches()).isEqualTo(1);
    }

    @Test
    void fetchesAgainForAKeyThatItDoesNotKnowYet() throws Exception {
        TokenVerifier verifier = verifier(new RemoteKeys(LONG, WAIT, PAUSE, LONG));
        verifier.verify(tokens.token(ID));
        RSAKey next = TestTokens.newKey("next");
        tokens.publishes(tokens.key(), next);
        assertThat(verifier.verify(signedBy(next)).id()).isEqualTo(ID);
        assertThat(verifier.verify(tokens.token(ID)).id()).isEqualTo(ID);
    }

    @Test
    void fetchesNoMoreThanTwiceInAPauseWhateverComes() throws Exception {
        TokenVerifier verifier = verifier(new RemoteKeys(LONG, WAIT, PAUSE, LONG));
        verifier.verify(tokens.token(ID));
        String stranger = signedBy(TestTokens.newKey("stranger"));
        for (int i = 0; i < 50; i++) {
            assertThatThrownBy(() -> verifier.verify(stranger)).isInstanceOf(InvalidTokenException.class);
        }
        assertThat(tokens.fetches()).isLessThanOrEqualTo(2);
        assertThat(verifier.verify(tokens.token(ID)).id()).isEqualTo(ID);
    }

    @Test
    void goesOnWithTheKeysThatItHasWhenNobodyAnswers() throws Exception {
        Duration moment = Duration.ofSeconds(2);
        TokenVerifier verifier = verifier(new RemoteKeys(moment, moment.dividedBy(2), Duration.ofMillis(1), LONG));
        verifier.verify(tokens.token(ID));
        tokens.goesAway(true);
        int before = tokens.fetches();
        long end = System.nanoTime() + moment.multipliedBy(2).toNanos();
        while (System.nanoTime() < end || tokens.fetches() == before) {
            assertThat(verifier.verify(tokens.token(ID)).id()).isEqualTo(ID);
        }
        RSAKey next = TestTokens.newKey("next");
        tokens.publishes(tokens.key(), next);
        tokens.goesAway(false);
        assertThat(verifier.verify(signedBy(next)).id()).isEqualTo(ID);
    }

    @Test
    void saysThatItCannotTellWhenItNeverHadKeys() throws Exception {
        tokens.goesAway(true);
        TokenVerifier verifier = verifier(new RemoteKeys(LONG, WAIT, Duration.ofMillis(1), LONG));
        String token = tokens.token(ID);
        assertThatThrownBy(() -> verifier.verify(token)).isInstanceOf(KeySourceException.class);
        tokens.goesAway(false);
        assertThat(verifier.verify(token).id()).isEqualTo(ID);
    }

    @Test
    void saysSoAsLongAsItMayNotAskAgain() throws Exception {
        tokens.goesAway(true);
        TokenVerifier verifier = verifier(new RemoteKeys(LONG, WAIT, PAUSE, LONG));
        String token = tokens.token(ID);
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> verifier.verify(token)).isInstanceOf(KeySourceException.class);
        }
    }
}

package dev.emporium.customer.key.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.SignedJWT;
import dev.emporium.customer.Desk;
import dev.emporium.customer.Desk.Person;
import dev.emporium.customer.Desk.Reply;
import dev.emporium.platform.security.TokenConfiguration;
import dev.emporium.platform.security.TokenVerifier;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class KeysIT {
    private static final String JWKS = "/.well-known/jwks.json";
    private static Desk desk;

    @BeforeAll
    static void open() {
        desk = new Desk("keys.lead=2s", "keys.reload=100ms", "keys.tokenLife=4s");
    }

    @AfterAll
    static void close() {
        desk.close();
    }

    /** Another service, which keeps the keys that it has read for less long than a new one is published before it signs. */
    private static TokenVerifier otherService() throws Exception {
        JWKSource<SecurityContext> keys = JWKSourceBuilder.create(desk.uri(JWKS).toURL())
                .cache(1_000, 300)
                .rateLimited(false)
                .refreshAheadCache(false)
                .build();
        return new TokenVerifier(
                keys, new TokenConfiguration(null, "https://emporium.example", "emporium"), Clock.systemUTC());
    }

    private record Issued(String token, Instant until) {}

    @Test
    void rotatesWhileTokensAreMadeAndVerifiedWithoutOneFailure() throws Exception {
        TokenVerifier other = otherService();
        Person person = desk.newPerson();
        String refresh = person.refreshToken();
        Deque<Issued> issued = new ArrayDeque<>();
        Set<String> kids = new HashSet<>();
        int verified = 0;
        Instant end = Instant.now().plusSeconds(240);
        while ((kids.size() < 4 || verified <= 40) && Instant.now().isBefore(end)) {
            Reply renewed = desk.refresh(refresh);
            refresh = renewed.text("/refresh_token");
            String token = renewed.text("/access_token");
            boolean isTheFirstOfItsKey =
                    kids.add(SignedJWT.parse(token).getHeader().getKeyID());
            issued.add(new Issued(token, Instant.now().plusSeconds(3)));
            issued.removeIf(old -> old.until().isBefore(Instant.now()));
            for (Issued each : List.of(issued.getFirst(), issued.getLast())) {
                assertThat(other.verify(each.token()).id()).isEqualTo(person.id());
                assertThat(desk.as(each.token(), "GET", "/me", null).status()).isEqualTo(200);
                verified++;
            }
            // once a key signs, the next is wanted: who asks in vain has one made all the same
            if (isTheFirstOfItsKey) {
                assertThat(desk.as(desk.admin(), "POST", "/keys/rotations", null)
                                .status())
                        .isIn(200, 201);
            }
        }
        assertThat(kids).hasSizeGreaterThanOrEqualTo(4);
        assertThat(verified).isGreaterThan(40);
    }

    @Test
    void publishesANewKeyBeforeItSignsAndNothingPrivateEver() throws Exception {
        Reply rotation = desk.as(desk.admin(), "POST", "/keys/rotations", null);
        Reply published = desk.send("GET", JWKS, null);
        assertThat(published.header("Cache-Control")).isEqualTo("public, max-age=1");
        assertThat(published.header("Content-Type")).isEqualTo("application/json");
        JWKSet set = JWKSet.parse(published.response().body());
        assertThat(set.getKeyByKeyId(rotation.text("/kid"))).isNotNull();
        assertThat(set.containsNonPublicKeys()).isFalse();
        set.getKeys().forEach(key -> {
            assertThat(key.getAlgorithm().getName()).isEqualTo("RS256");
            assertThat(key.size()).isEqualTo(2048);
            assertThat(key.getKeyUse().identifier()).isEqualTo("sig");
        });
    }

    @Test
    void keepsPrivateKeysSealed() {
        assertThat(desk.rows(byte[].class, "select sealed_key from signing_keys"))
                .isNotEmpty()
                .allMatch(bytes -> bytes.length > 1_000)
                // how every private key of RSA begins in PKCS 8: its algorithm's object identifier
                .noneMatch(bytes -> new String(bytes, StandardCharsets.ISO_8859_1).contains("*\u0086H\u0086\u00f7\r"));
        assertThat(desk.rows(String.class, "select public_key from signing_keys"))
                .noneMatch(key -> key.contains("\"d\"") || key.contains("\"p\""));
    }
}

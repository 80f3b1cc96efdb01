package dev.emporium.platform.testing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import dev.emporium.platform.security.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * Stands in for customer-service as far as others verify its tokens: a key at a JWKS URL, and access tokens signed with
 * it, right ones and ones that are wrong in a way of the test's choice.
 */
public final class TestTokens implements AutoCloseable {
    public static final String ISSUER = "https://emporium.example";
    public static final String AUDIENCE = "emporium";
    private static final int SOON = 900;

    /** Made once: without the compiler's second tier it takes half a second of a processor, or several. */
    private static final RSAKey KEY = newKey("test-key");

    private final AtomicInteger fetches = new AtomicInteger();
    private final HttpServer http;
    private volatile List<RSAKey> published = List.of(KEY);
    private volatile boolean away;

    public TestTokens() {
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        http.createContext("/", exchange -> {
            fetches.incrementAndGet();
            String set = new JWKSet(List.copyOf(published)).toPublicJWKSet().toString();
            byte[] body = set.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(away ? 503 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        http.start();
    }

    /** What a service is configured with: {@code tokens.jwksUrl}. */
    public String jwksUrl() {
        return "http://127.0.0.1:" + http.getAddress().getPort() + "/.well-known/jwks.json";
    }

    /** How often the keys were asked for. */
    public int fetches() {
        return fetches.get();
    }

    public void goesAway(boolean gone) {
        away = gone;
    }

    public void publishes(RSAKey... keys) {
        published = List.of(keys);
    }

    public RSAKey key() {
        return KEY;
    }

    public static RSAKey newKey(String kid) {
        try {
            return new RSAKeyGenerator(2048)
                    .keyID(kid)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.RS256)
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The value of an {@code Authorization} header that is right. */
    public String bearer(UUID id, Role... roles) {
        return "Bearer " + token(id, roles);
    }

    public String token(UUID id, Role... roles) {
        return token(KEY, "at+jwt", claims(id, roles));
    }

    /** A token with claims that the test has changed. */
    public String tokenWith(UnaryOperator<JWTClaimsSet.Builder> change, Role... roles) {
        JWTClaimsSet right = claims(UUID.randomUUID(), roles);
        return token(
                KEY, "at+jwt", change.apply(new JWTClaimsSet.Builder(right)).build());
    }

    public static JWTClaimsSet claims(UUID id, Role... roles) {
        Instant now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(AUDIENCE)
                .subject(id.toString())
                .claim("client_id", "shop")
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(SOON)))
                .jwtID(UUID.randomUUID().toString())
                .claim("roles", Arrays.stream(roles).map(Role::word).toList())
                .build();
    }

    public static String token(RSAKey signer, String type, JWTClaimsSet claims) {
        try {
            SignedJWT jwt = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .type(type == null ? null : new JOSEObjectType(type))
                            .keyID(signer.getKeyID())
                            .build(),
                    claims);
            jwt.sign(new RSASSASigner(signer));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.stop(0);
    }
}

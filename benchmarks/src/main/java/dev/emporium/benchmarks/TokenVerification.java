package dev.emporium.benchmarks;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.emporium.platform.security.Caller;
import dev.emporium.platform.security.InvalidTokenException;
import dev.emporium.platform.security.TokenConfiguration;
import dev.emporium.platform.security.TokenVerifier;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs a request to have its access token verified: signature, type, times and claims. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class TokenVerification {
    private static final String ISSUER = "https://emporium.example";
    private static final String AUDIENCE = "emporium";

    private TokenVerifier verifier;
    private String token;

    @Setup
    public void signIn() throws JOSEException {
        RSAKey key = new RSAKeyGenerator(2048).keyID("key").generate();
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .type(new JOSEObjectType("at+jwt"))
                        .keyID("key")
                        .build(),
                new JWTClaimsSet.Builder()
                        .issuer(ISSUER)
                        .audience(AUDIENCE)
                        .subject(UUID.randomUUID().toString())
                        .claim("client_id", "shop")
                        .claim("roles", List.of("customer"))
                        .issueTime(new Date())
                        .expirationTime(Date.from(Instant.now().plusSeconds(900)))
                        .jwtID(UUID.randomUUID().toString())
                        .build());
        jwt.sign(new RSASSASigner(key));
        token = jwt.serialize();
        verifier = new TokenVerifier(
                new ImmutableJWKSet<>(new JWKSet(key.toPublicJWK())),
                new TokenConfiguration(URI.create("http://localhost/"), ISSUER, AUDIENCE),
                Clock.systemUTC());
    }

    @Benchmark
    public Caller verifies() throws InvalidTokenException, KeySourceException {
        return verifier.verify(token);
    }
}

package dev.emporium.platform.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.util.DateUtils;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Believes access tokens in the form of RFC 9068, as strictly as RFC 8725 asks: signed with RS256 and nothing else by a
 * key of ours that the header names, of the type {@code at+jwt}, from our issuer, for our audience, made before now, not
 * expired; with every claim that the issuer writes, none of them null, no parameter in the header that it does not write
 * ({@code crit} and {@code zip} are among those), and spelt in the one way of base64url that it has. Thread safe.
 */
public final class TokenVerifier {
    private static final int LONGEST = 8_192;
    private static final int LEEWAY_SECONDS = 30;
    private static final Set<String> HEADER = Set.of("alg", "typ", "kid");
    private static final Set<String> REQUIRED = Set.of("sub", "client_id", "iat", "exp", "jti", "roles");

    /** Of the callers of a busy quarter of an hour, which is a token's life. */
    private static final int MOST_BELIEVED = 10_000;

    private static final JWKSelector ANY = new JWKSelector(new JWKMatcher.Builder().build());

    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    private final JWKSource<SecurityContext> keys;
    private final Clock clock;
    private final Cache<String, Believed> believed =
            Caffeine.newBuilder().maximumSize(MOST_BELIEVED).build();

    /**
     * A token that was believed once, and is again until its end, as long as its key is the one that it was then.
     *
     * @param keys all that bear the name, of which there should be one
     */
    private record Believed(Caller caller, Instant end, String keyId, List<JWK> keys) {}

    public TokenVerifier(JWKSource<SecurityContext> keys, TokenConfiguration tokens, Clock clock) {
        this.keys = keys;
        this.clock = clock;
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(
                new JOSEObjectType("at+jwt"), new JOSEObjectType("application/at+jwt")));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.RS256, keys));
        processor.setJWTClaimsSetVerifier(new Claims(tokens, clock));
    }

    /**
     * Whom the token speaks for.
     *
     * @throws InvalidTokenException when it is not to be believed
     * @throws KeySourceException when that cannot be told, because no keys are to be had
     */
    public Caller verify(String token) throws InvalidTokenException, KeySourceException {
        if (token.length() > LONGEST) {
            throw new InvalidTokenException("too long");
        }
        String hash = hash(token);
        Believed known = believed.getIfPresent(hash);
        if (known != null && clock.instant().isBefore(known.end()) && isSignedStill(known)) {
            return known.caller();
        }
        Believed read = read(token);
        believed.put(hash, read);
        return read.caller();
    }

    private boolean isSignedStill(Believed known) {
        try {
            return known.keys().equals(keysNamed(known.keyId()));
        } catch (KeySourceException e) {
            // whoever reads it anew says what that means
            return false;
        }
    }

    private List<JWK> keysNamed(String keyId) throws KeySourceException {
        return keys.get(new JWKSelector(new JWKMatcher.Builder().keyID(keyId).build()), null);
    }

    /** Not the token itself, which opens doors. */
    private static String hash(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private Believed read(String token) throws InvalidTokenException, KeySourceException {
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            // the text itself: the library's header leaves out some of what means nothing to it
            if (!JSONObjectUtils.parse(jwt.getParsedParts()[0].decodeToString())
                    .keySet()
                    .equals(HEADER)) {
                throw new InvalidTokenException("has another header than the issuer writes");
            }
            for (Base64URL part : jwt.getParsedParts()) {
                if (!Base64URL.encode(part.decode()).equals(part)) {
                    throw new InvalidTokenException("is spelt in another way than the issuer's");
                }
            }
            JWTClaimsSet claims = processor.process(jwt, null);
            String keyId = jwt.getHeader().getKeyID();
            Instant end = claims.getExpirationTime().toInstant().plusSeconds(LEEWAY_SECONDS);
            return new Believed(caller(claims), end, keyId, keysNamed(keyId));
        } catch (RateLimitReachedException e) {
            if (keys.get(ANY, null).isEmpty()) {
                throw e;
            }
            throw new InvalidTokenException("its key is unknown, and was asked for just now");
        } catch (KeySourceException e) {
            throw e;
        } catch (ParseException | BadJOSEException | JOSEException | IllegalArgumentException e) {
            throw new InvalidTokenException(e.getMessage());
        }
    }

    private static Caller caller(JWTClaimsSet claims) throws ParseException {
        claims.getStringClaim("client_id");
        List<String> words = claims.getStringListClaim("roles");
        if (words.contains(null)) {
            throw new IllegalArgumentException("a role is null");
        }
        Set<Role> roles =
                words.stream().map(Role::of).flatMap(Optional::stream).collect(Collectors.toUnmodifiableSet());
        UUID id = UUID.fromString(claims.getSubject());
        if (!id.toString().equals(claims.getSubject())) {
            throw new IllegalArgumentException("the subject is spelt in another way than the issuer's");
        }
        return new Caller(id, roles);
    }

    private static final class Claims extends DefaultJWTClaimsVerifier<SecurityContext> {
        private final Clock clock;

        Claims(TokenConfiguration tokens, Clock clock) {
            super(
                    tokens.audience(),
                    new JWTClaimsSet.Builder().issuer(tokens.issuer()).build(),
                    REQUIRED);
            this.clock = clock;
            setMaxClockSkew(LEEWAY_SECONDS);
        }

        @Override
        public void verify(JWTClaimsSet claims, SecurityContext context) throws BadJWTException {
            // the library takes a claim that is null for one that is there
            if (claims.getClaims().containsValue(null)) {
                throw new BadJWTException("a claim is null");
            }
            super.verify(claims, context);
            if (!DateUtils.isBefore(claims.getIssueTime(), currentTime(), LEEWAY_SECONDS)) {
                throw new BadJWTException("made in the future");
            }
        }

        @Override
        protected Date currentTime() {
            return Date.from(clock.instant());
        }
    }
}

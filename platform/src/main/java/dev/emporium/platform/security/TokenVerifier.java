package dev.emporium.platform.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
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
import java.text.ParseException;
import java.time.Clock;
import java.util.Date;
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

    private static final JWKSelector ANY = new JWKSelector(new JWKMatcher.Builder().build());

    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    private final JWKSource<SecurityContext> keys;

    public TokenVerifier(JWKSource<SecurityContext> keys, TokenConfiguration tokens, Clock clock) {
        this.keys = keys;
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
        try {
            if (token.length() > LONGEST) {
                throw new InvalidTokenException("too long");
            }
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
            return caller(processor.process(jwt, null));
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

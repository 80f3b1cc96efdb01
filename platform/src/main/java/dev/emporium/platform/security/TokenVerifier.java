package dev.emporium.platform.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.text.ParseException;
import java.time.Clock;
import java.util.Date;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Believes access tokens in the form of RFC 9068, as strictly as RFC 8725 asks: signed with RS256 and nothing else by a
 * key of ours that the header names, of the type {@code at+jwt}, from our issuer, for our audience, not expired.
 * Thread safe.
 */
public final class TokenVerifier {
    private static final int LONGEST = 8_192;
    private static final int LEEWAY_SECONDS = 30;
    private static final Set<String> REQUIRED = Set.of("sub", "client_id", "iat", "exp", "jti", "roles");

    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

    public TokenVerifier(JWKSource<SecurityContext> keys, TokenConfiguration tokens, Clock clock) {
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
            if (jwt.getHeader().getKeyID() == null) {
                throw new InvalidTokenException("names no key");
            }
            return caller(processor.process(jwt, null));
        } catch (RateLimitReachedException e) {
            throw new InvalidTokenException("its key is unknown, and was asked for just now");
        } catch (KeySourceException e) {
            throw e;
        } catch (ParseException | BadJOSEException | JOSEException | IllegalArgumentException e) {
            throw new InvalidTokenException(e.getMessage());
        }
    }

    private static Caller caller(JWTClaimsSet claims) throws ParseException {
        Set<Role> roles = claims.getStringListClaim("roles").stream()
                .map(Role::of)
                .flatMap(Optional::stream)
                .collect(Collectors.toUnmodifiableSet());
        return new Caller(UUID.fromString(claims.getSubject()), roles);
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
        protected Date currentTime() {
            return Date.from(clock.instant());
        }
    }
}

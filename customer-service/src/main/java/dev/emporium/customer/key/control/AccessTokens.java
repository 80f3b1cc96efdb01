package dev.emporium.customer.key.control;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.emporium.platform.security.Role;
import dev.emporium.platform.security.TokenConfiguration;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Set;
import java.util.UUID;

/** Makes access tokens in the form of RFC 9068. Thread safe. */
public final class AccessTokens {
    private final SigningKeys keys;
    private final TokenConfiguration tokens;
    private final Clock clock;

    public AccessTokens(SigningKeys keys, TokenConfiguration tokens, Clock clock) {
        this.keys = keys;
        this.tokens = tokens;
        this.clock = clock;
    }

    /** @param clientId by way of what the subject signed in */
    public String make(UUID subject, String clientId, Set<Role> roles) {
        Instant now = clock.instant();
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(tokens.issuer())
                .audience(tokens.audience())
                .subject(subject.toString())
                .claim("client_id", clientId)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(life())))
                .jwtID(UUID.randomUUID().toString())
                .claim("roles", roles.stream().map(Role::word).sorted().toList())
                .build();
        SigningKey key = keys.current();
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                .type(new JOSEObjectType("at+jwt"))
                .keyID(key.kid())
                .build();
        try {
            SignedJWT jwt = new SignedJWT(header, claims);
            jwt.sign(key.signer());
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    public Duration life() {
        return keys.tokenLife();
    }
}

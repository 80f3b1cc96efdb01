package dev.emporium.customer.signin.boundary;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.emporium.customer.signin.control.Tokens;
import dev.emporium.customer.signin.entity.RefreshToken;

/**
 * A token endpoint's answer (RFC 6749, section 5.1).
 *
 * @param expiresIn seconds
 */
record TokenResponse(
        String accessToken,
        @JsonInclude(JsonInclude.Include.NON_NULL) String refreshToken,
        String tokenType,
        long expiresIn) {
    static TokenResponse from(Tokens tokens) {
        return new TokenResponse(
                tokens.accessToken(),
                tokens.refreshToken().map(RefreshToken::text).orElse(null),
                "Bearer",
                tokens.life().toSeconds());
    }

    @Override
    public String toString() {
        return "TokenResponse[REDACTED]";
    }
}

package dev.emporium.customer.signin.control;

import dev.emporium.customer.signin.entity.RefreshToken;
import java.time.Duration;
import java.util.Optional;

/** What somebody who has signed in is given. */
public record Tokens(String accessToken, Optional<RefreshToken> refreshToken, Duration life) {
    @Override
    public String toString() {
        return "Tokens[REDACTED]";
    }
}

package dev.emporium.customer.signin.boundary;

import dev.emporium.platform.problem.FieldError;
import dev.emporium.platform.problem.ProblemException;
import dev.emporium.platform.text.AsGiven;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** How somebody wants to prove who they are. */
@Schema(
        example =
                "{\"grant_type\": \"password\", \"email\": \"jo@example.com\", \"password\": \"a lighthouse, 3 gulls\"}")
record TokenRequest(
        @NotNull Grant grantType,
        @Schema(description = "For password") @Size(max = 1000) String email,
        @Schema(description = "For password") @Size(max = 1000) @AsGiven String password,
        @Schema(description = "For refresh_token") @Size(max = 1000) @AsGiven String refreshToken,
        @Schema(description = "For client_credentials") @Size(max = 1000) @AsGiven String clientId,
        @Schema(description = "For client_credentials") @Size(max = 1000) @AsGiven String clientSecret) {

    /** RFC 6749, sections 4.3, 6 and 4.4. */
    enum Grant {
        PASSWORD,
        REFRESH_TOKEN,
        CLIENT_CREDENTIALS
    }

    /** @throws ProblemException 422 when what the grant needs is not there */
    TokenRequest complete() {
        Map<String, String> needed = new LinkedHashMap<>();
        switch (grantType) {
            case PASSWORD -> {
                needed.put("email", email);
                needed.put("password", password);
            }
            case REFRESH_TOKEN -> needed.put("refresh_token", refreshToken);
            case CLIENT_CREDENTIALS -> {
                needed.put("client_id", clientId);
                needed.put("client_secret", clientSecret);
            }
        }
        needed.values().removeIf(Objects::nonNull);
        if (!needed.isEmpty()) {
            throw ProblemException.of(422, "invalid", "The request is well-formed but not valid.")
                    .withErrors(needed.keySet().stream()
                            .map(field -> new FieldError(field, "must be given for this grant_type"))
                            .toList());
        }
        return this;
    }

    @Override
    public String toString() {
        return "TokenRequest[REDACTED]";
    }
}

package dev.emporium.customer.signin.boundary;

import dev.emporium.customer.audit.entity.Origin;
import dev.emporium.customer.credential.entity.Email;
import dev.emporium.customer.signin.boundary.TokenRequest.Grant;
import dev.emporium.customer.signin.control.SignIn;
import dev.emporium.customer.signin.control.Tokens;
import dev.emporium.customer.signin.entity.RefreshToken;
import dev.emporium.platform.Exchange;
import dev.emporium.platform.problem.FieldError;
import dev.emporium.platform.problem.ProblemException;
import dev.emporium.platform.security.OwnCredentials;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.PermitAll;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;

/** The token endpoint: sign in, stay signed in, sign out. */
@Path("/tokens")
@Tag(name = "Sign in", description = "Sign in, stay signed in, sign out")
@Produces(MediaType.APPLICATION_JSON)
public final class TokensResource {
    private final SignIn signIn;

    public TokensResource(SignIn signIn) {
        this.signIn = signIn;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @PermitAll
    @OwnCredentials
    @Operation(
            operationId = "createToken",
            summary = "Sign in, or renew an access token",
            description =
                    "With e-mail and password, with a refresh token, which serves once, or as a service with its id and secret. Whoever guesses has to wait: 429.")
    @ApiResponse(
            responseCode = "200",
            description = "An access token, and for a person a refresh token",
            content = @Content(schema = @Schema(implementation = TokenResponse.class)))
    public Response give(@NotNull @Valid TokenRequest request, @Context HttpServletRequest connection) {
        return answer(request.complete(), new Origin(Exchange.of(connection).client()));
    }

    /** As RFC 6749 has it, for Swagger UI and other clients of OAuth: parameters that are not known are ignored, one given twice is refused (3.2). */
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @PermitAll
    @OwnCredentials
    @Operation(hidden = true)
    public Response giveForForm(
            @FormParam("grant_type") String grantType,
            @FormParam("username") @Size(max = 1000) String username,
            @FormParam("password") @Size(max = 1000) String password,
            @FormParam("refresh_token") @Size(max = 1000) String refreshToken,
            @FormParam("client_id") @Size(max = 1000) String clientId,
            @FormParam("client_secret") @Size(max = 1000) String clientSecret,
            MultivaluedMap<String, String> form,
            @Context HttpServletRequest connection) {
        List<FieldError> repeated = form.entrySet().stream()
                .filter(each -> each.getValue().size() > 1)
                .map(each -> new FieldError(each.getKey(), "is given more than once"))
                .toList();
        if (!repeated.isEmpty()) {
            throw invalid(repeated);
        }
        Grant grant =
                switch (grantType == null ? "" : grantType) {
                    case "password" -> Grant.PASSWORD;
                    case "refresh_token" -> Grant.REFRESH_TOKEN;
                    case "client_credentials" -> Grant.CLIENT_CREDENTIALS;
                    default ->
                        throw invalid(List.of(
                                new FieldError("grant_type", "must be password, refresh_token or client_credentials")));
                };
        TokenRequest request = new TokenRequest(grant, username, password, refreshToken, clientId, clientSecret);
        return answer(request.complete(), new Origin(Exchange.of(connection).client()));
    }

    @DELETE
    @Consumes(MediaType.APPLICATION_JSON)
    @PermitAll
    @OwnCredentials
    @Operation(
            operationId = "deleteToken",
            summary = "Sign out: end the session that the refresh token belongs to",
            description = "Also when there is no such session. Access tokens that were given last for their minutes.")
    @ApiResponse(responseCode = "204", description = "Whoever had it is signed out")
    public void signOut(@NotNull @Valid SignOutRequest request, @Context HttpServletRequest connection) {
        signIn.out(
                new RefreshToken(request.refreshToken()),
                new Origin(Exchange.of(connection).client()));
    }

    private static ProblemException invalid(List<FieldError> errors) {
        return ProblemException.of(422, "invalid", "The request is well-formed but not valid.")
                .withErrors(errors);
    }

    private Response answer(TokenRequest request, Origin origin) {
        Optional<Tokens> tokens =
                switch (request.grantType()) {
                    case PASSWORD -> signIn.withPassword(new Email(request.email()), request.password(), origin);
                    case REFRESH_TOKEN -> signIn.withRefreshToken(new RefreshToken(request.refreshToken()), origin);
                    case CLIENT_CREDENTIALS -> signIn.withSecret(request.clientId(), request.clientSecret(), origin);
                };
        return tokens.map(given -> Response.ok(TokenResponse.from(given))
                        .header(HttpHeaders.CACHE_CONTROL, "no-store")
                        .build())
                .orElseThrow(() -> ProblemException.of(
                                401, "invalid_credentials", "These credentials are not valid, or not any more.")
                        .withHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"emporium\"")
                        .withHeader(HttpHeaders.CACHE_CONTROL, "no-store"));
    }
}

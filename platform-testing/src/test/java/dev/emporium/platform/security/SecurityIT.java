package dev.emporium.platform.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.platform.Platform;
import dev.emporium.platform.service.EmporiumService;
import dev.emporium.platform.service.ServiceConfiguration;
import dev.emporium.platform.testing.TestPostgres;
import dev.emporium.platform.testing.TestService;
import dev.emporium.platform.testing.TestTokens;
import io.dropwizard.auth.Auth;
import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecurityIT {
    private static final UUID ID = UUID.fromString("0193b3a0-0000-7000-8000-0000000000c1");
    private static final TestTokens TOKENS = new TestTokens();
    private static TestService<ServiceConfiguration> service;
    private final HttpClient http = HttpClient.newHttpClient();

    /** Doors of every kind; each says who came in. */
    @Path("/")
    @Produces("application/json")
    public static final class Doors {
        @GET
        @Path("open")
        @PermitAll
        public String open(@Auth Optional<Caller> caller) {
            return "\"" + caller.map(Caller::getName).orElse("a guest") + "\"";
        }

        @GET
        @Path("signed-in")
        @PermitAll
        public String signedIn(@Auth Caller caller) {
            return "\"" + caller.getName() + "\"";
        }

        @GET
        @Path("staff")
        @RolesAllowed({"staff", "admin"})
        public String staff() {
            return "\"staff\"";
        }

        @GET
        @Path("nobody")
        @DenyAll
        public String nobody() {
            return "\"nobody\"";
        }

        @GET
        @Path("own")
        @PermitAll
        @OwnCredentials
        public String own() {
            return "\"own\"";
        }
    }

    /** Doors that something is handed in at. */
    @Path("/hatch")
    @Produces("application/json")
    public static final class Hatches {
        @GET
        @RolesAllowed("staff")
        public String all() {
            return "\"all\"";
        }

        @POST
        @Path("staff")
        @Consumes("application/json")
        @RolesAllowed("staff")
        public String staff(String letter) {
            return letter;
        }

        @PUT
        @Path("staff")
        @Consumes("application/json")
        @PermitAll
        public String anybody(String letter) {
            return letter;
        }

        @POST
        @Path("some")
        @Consumes("application/json")
        @RolesAllowed("staff")
        public String some(String letter) {
            return letter;
        }

        @POST
        @Path("some")
        @Consumes("application/cbor")
        @PermitAll
        @OwnCredentials
        public String others(String letter) {
            return letter;
        }
    }

    /** Forgot to say. */
    @Path("/forgotten")
    public static final class Forgotten {
        @GET
        public String forgotten() {
            return "";
        }
    }

    /** A service with access control switched on. */
    public static class Secured extends EmporiumService<ServiceConfiguration> {
        public Secured() {
            super("secured-service", "doors", ServiceConfiguration.class);
        }

        @Override
        protected void assemble(ServiceConfiguration configuration, Platform platform) {
            Security.install(platform, configuration.getTokens());
            platform.resource(new Doors());
            platform.resource(new Hatches());
        }
    }

    /** One that forgot a rule. */
    public static final class Careless extends Secured {
        @Override
        protected void assemble(ServiceConfiguration configuration, Platform platform) {
            super.assemble(configuration, platform);
            platform.resource(new Forgotten());
        }
    }

    @BeforeAll
    static void start() {
        service = start(Secured.class, "tokens.jwksUrl=" + TOKENS.jwksUrl());
    }

    private static TestService<ServiceConfiguration> start(
            Class<? extends EmporiumService<ServiceConfiguration>> type, String jwksUrl) {
        return TestService.start(
                type,
                TestPostgres.create(),
                jwksUrl,
                "tokens.issuer=" + TestTokens.ISSUER,
                "tokens.audience=" + TestTokens.AUDIENCE);
    }

    @AfterAll
    static void stop() {
        service.close();
        TOKENS.close();
    }

    private HttpResponse<String> get(String door, String authorization) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(service.uri("/doors/" + door));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @ParameterizedTest
    @CsvSource({
        "open, , 200",
        "open, customer, 200",
        "open, admin, 200",
        "open, service, 200",
        "signed-in, , 401",
        "signed-in, customer, 200",
        "signed-in, admin, 200",
        "signed-in, service, 200",
        "staff, , 401",
        "staff, customer, 403",
        "staff, staff, 200",
        "staff, admin, 200",
        "staff, service, 403",
        "nobody, , 403",
        "nobody, customer, 403",
        "nobody, admin, 403",
        "own, , 200",
        "own, customer, 200",
        "elsewhere, , 404"
    })
    void opensEachDoorToThoseWhoMay(String door, String role, int status) throws Exception {
        String bearer = role == null ? null : TOKENS.bearer(ID, Role.of(role).orElseThrow());
        assertThat(get(door, bearer).statusCode()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, staff, , text/plain, application/json, 401",
        "POST, staff, , application/json, text/csv, 401",
        "POST, staff, , garbage, application/json, 400",
        "POST, staff, customer, text/plain, application/json, 403",
        "POST, staff, staff, text/plain, application/json, 415",
        "POST, staff, staff, application/json, text/csv, 406",
        "POST, staff, staff, application/json, application/json, 200",
        "PUT, staff, , text/plain, application/json, 415",
        "PUT, staff, , application/json, application/json, 200",
        "DELETE, staff, , text/plain, application/json, 405",
        "GET, elsewhere, , text/plain, application/json, 404",
        "POST, some, , text/plain, application/json, 415",
        "POST, some, , application/json, application/json, 401"
    })
    void deniesBeforeItSaysWhatIsWrong(
            String method, String hatch, String role, String type, String accepted, int status) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(service.uri("/doors/hatch/" + hatch))
                .header("Content-Type", type)
                .header("Accept", accepted)
                .method(method, HttpRequest.BodyPublishers.ofString("{}"));
        if (role != null) {
            request.header("Authorization", TOKENS.bearer(ID, Role.of(role).orElseThrow()));
        }
        assertThat(http.send(request.build(), HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(status);
    }

    @Test
    void knowsWhoCalls() throws Exception {
        assertThat(get("open", null).body()).isEqualTo("\"a guest\"");
        assertThat(get("open", TOKENS.bearer(ID)).body()).isEqualTo("\"" + ID + "\"");
        assertThat(get("signed-in", TOKENS.bearer(ID)).body()).isEqualTo("\"" + ID + "\"");
        assertThat(get("signed-in", "bEARER  " + TOKENS.token(ID)).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer", "Bearer ", "Bearer a.b.c", "Basic dXNlcjpwYXNz", "Bearer a b", "nonsense"})
    void neverTakesSomebodyWithABadTokenForAGuest(String authorization) throws Exception {
        assertThat(get("open", authorization).statusCode()).isEqualTo(401);
        assertThat(get("signed-in", authorization).statusCode()).isEqualTo(401);
        assertThat(get("staff", authorization).statusCode()).isEqualTo(401);
        assertThat(get("own", authorization).statusCode()).isEqualTo(200);
    }

    @Test
    void answersWithProblemsThatNameTheChallenge() throws Exception {
        HttpResponse<String> without = get("staff", null);
        assertThat(without.headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"emporium\"");
        assertThat(without.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(code(without)).isEqualTo("unauthorised");

        String late = TOKENS.tokenWith(right -> right.expirationTime(new Date(0)), Role.STAFF);
        HttpResponse<String> expired = get("staff", "Bearer " + late);
        assertThat(expired.statusCode()).isEqualTo(401);
        assertThat(expired.headers().firstValue("WWW-Authenticate"))
                .hasValue("Bearer realm=\"emporium\", error=\"invalid_token\"");
        assertThat(code(expired)).isEqualTo("invalid_token");

        HttpResponse<String> less = get("staff", TOKENS.bearer(ID, Role.CUSTOMER));
        assertThat(code(less)).isEqualTo("forbidden");
        assertThat(less.headers().firstValue("WWW-Authenticate"))
                .hasValue("Bearer realm=\"emporium\", error=\"insufficient_scope\"");
    }

    private static String code(HttpResponse<String> response) throws Exception {
        JsonNode problem = new ObjectMapper().readTree(response.body());
        return problem.get("code").asText();
    }

    @Test
    void describesWhoMayCallAndWhereOneSignsIn() throws Exception {
        JsonNode api = description();
        assertThat(api.at("/components/securitySchemes/sign_in/flows/password/tokenUrl")
                        .asText())
                .isEqualTo("/tokens");
        assertThat(api.at("/paths/~1staff/get/security").toString()).isEqualTo("[{\"sign_in\":[]},{\"token\":[]}]");
        assertThat(api.at("/paths/~1signed-in/get/security")).hasSize(2);
        assertThat(api.at("/paths/~1open/get/security").toString()).isEqualTo("[{\"sign_in\":[]},{\"token\":[]},{}]");
        assertThat(api.at("/paths/~1own/get/security").toString()).isEqualTo("[]");
        assertThat(api.at("/paths/~1open/get").has("requestBody")).isFalse();
    }

    /**
     * A client of OpenAPI Generator's (typescript-fetch) sets the header by each scheme, as the alphabet has them, and what it sets
     * last is sent: by OAuth it is the token without its {@code Bearer}.
     */
    @Test
    void describesTheBearerTokenAsTheLastOfTheSchemes() throws Exception {
        JsonNode schemes = description().at("/components/securitySchemes");
        Map<String, String> types = new TreeMap<>();
        schemes.properties()
                .forEach(scheme -> types.put(
                        scheme.getKey(), scheme.getValue().path("type").asText()));
        assertThat(types.values()).containsExactly("oauth2", "http");
    }

    private JsonNode description() throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(service.uri("/openapi.json")).build();
        return new ObjectMapper()
                .readTree(
                        http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    @Test
    void doesNotReadATokenInTheQuery() throws Exception {
        assertThat(get("staff?access_token=" + TOKENS.token(ID, Role.STAFF), null)
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void answers503AndNotInvalidWhenItHasNoKeysToTellBy() throws Exception {
        TestService<ServiceConfiguration> blind = start(Secured.class, "tokens.jwksUrl=http://127.0.0.1:1/jwks.json");
        try (blind) {
            HttpRequest request = HttpRequest.newBuilder(blind.uri("/doors/signed-in"))
                    .header("Authorization", TOKENS.bearer(ID))
                    .build();
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.headers().firstValue("Retry-After")).hasValue("5");
        }
    }

    @Test
    void refusesToStartWithAMethodThatDoesNotSayWhoMayCallIt() {
        assertThatThrownBy(() -> start(Careless.class, "tokens.jwksUrl=" + TOKENS.jwksUrl()))
                .hasStackTraceContaining("Forgotten.forgotten");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "", "file:///etc/passwd", "http:///keys"})
    void refusesToStartWithoutKeysToVerifyBy(String url) {
        assertThatThrownBy(() -> start(Secured.class, "tokens.jwksUrl=" + url)).hasStackTraceContaining("JWKS_URL");
    }

    @Test
    void refusesToStartWithoutAnyConfiguration() {
        assertThatThrownBy(() -> Security.install(null, null)).hasMessageContaining("JWKS_URL");
    }
}

package dev.emporium.platform.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.emporium.platform.testing.TestTokens;
import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenVerifierTest {
    private static final UUID ID = UUID.fromString("0193b3a0-0000-7000-8000-0000000000c1");
    private static final RSAKey KEY = TestTokens.newKey("one");
    private static final TokenConfiguration EXPECTED =
            new TokenConfiguration(null, TestTokens.ISSUER, TestTokens.AUDIENCE);
    private static final String RIGHT_HEADER = "{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"one\"}";
    private static final TokenVerifier VERIFIER = verifier(Clock.systemUTC());

    private static TokenVerifier verifier(Clock clock) {
        return new TokenVerifier(new ImmutableJWKSet<>(new JWKSet(KEY.toPublicJWK())), EXPECTED, clock);
    }

    private static JWTClaimsSet claims(UnaryOperator<JWTClaimsSet.Builder> change) {
        JWTClaimsSet right = TestTokens.claims(ID, Role.STAFF, Role.CUSTOMER);
        return change.apply(new JWTClaimsSet.Builder(right)).build();
    }

    private static String token(UnaryOperator<JWTClaimsSet.Builder> change) {
        return TestTokens.token(KEY, "at+jwt", claims(change));
    }

    private static String signed(JWSHeader header) throws Exception {
        SignedJWT jwt = new SignedJWT(header, claims(right -> right));
        jwt.sign(new RSASSASigner(KEY));
        return jwt.serialize();
    }

    private static String withSecret(byte[] secret) throws Exception {
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256)
                        .type(new JOSEObjectType("at+jwt"))
                        .keyID("one")
                        .build(),
                claims(right -> right));
        jwt.sign(new MACSigner(secret));
        return jwt.serialize();
    }

    private static void assertRefused(String token) {
        assertThatThrownBy(() -> VERIFIER.verify(token)).isInstanceOf(InvalidTokenException.class);
    }

    @Test
    void saysWhoCallsInWhichRoles() throws Exception {
        Caller caller = VERIFIER.verify(token(right -> right));
        assertThat(caller).isEqualTo(new Caller(ID, Set.of(Role.STAFF, Role.CUSTOMER)));
        assertThat(caller.getName()).isEqualTo(ID.toString());
    }

    @Test
    void believesATokenNoLongerThanUntilItsEndThoughItWasBelieved() throws Exception {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
        InstantSource time = now::get;
        TokenVerifier verifier = verifier(time.withZone(ZoneOffset.UTC));
        String token = token(right -> right.expirationTime(in(60)));
        assertThat(verifier.verify(token).id()).isEqualTo(ID);
        now.updateAndGet(then -> then.plusSeconds(85));
        assertThat(verifier.verify(token)).as("within the leeway").isSameAs(verifier.verify(token));
        now.updateAndGet(then -> then.plusSeconds(10));
        assertThatThrownBy(() -> verifier.verify(token)).isInstanceOf(InvalidTokenException.class);
    }

    @Test
    void believesATokenNoLongerThanItsKeyIsPublishedThoughItWasBelieved() throws Exception {
        List<RSAKey> replaced = List.of(TestTokens.newKey("two"), TestTokens.newKey("one"));
        for (RSAKey next : replaced) {
            AtomicReference<JWKSet> published = new AtomicReference<>(new JWKSet(KEY.toPublicJWK()));
            TokenVerifier verifier = new TokenVerifier(
                    (selector, context) -> selector.select(published.get()), EXPECTED, Clock.systemUTC());
            String token = token(right -> right);
            assertThat(verifier.verify(token).id()).isEqualTo(ID);
            published.set(new JWKSet(next.toPublicJWK()));
            assertThatThrownBy(() -> verifier.verify(token)).isInstanceOf(InvalidTokenException.class);
        }
    }

    @Test
    void takesTheLongFormOfTheTypeToo() throws Exception {
        String token = TestTokens.token(KEY, "application/at+jwt", claims(right -> right));
        assertThat(VERIFIER.verify(token).id()).isEqualTo(ID);
    }

    @Test
    void leavesOutRolesThatItDoesNotKnow() throws Exception {
        assertThat(VERIFIER.verify(token(right -> right.claim("roles", List.of("admiral", "admin"))))
                        .roles())
                .containsExactly(Role.ADMIN);
    }

    static Stream<Arguments> wrongClaims() {
        return Stream.of(
                wrong("another issuer", right -> right.issuer("https://elsewhere.example")),
                wrong("no issuer", right -> right.issuer(null)),
                wrong("another audience", right -> right.audience("elsewhere")),
                wrong("no audience", right -> right.audience((String) null)),
                wrong("expired", right -> right.expirationTime(in(-31))),
                wrong("no expiry", right -> right.expirationTime(null)),
                wrong("not yet", right -> right.notBeforeTime(in(60))),
                wrong("no subject", right -> right.subject(null)),
                wrong("a subject that is no id", right -> right.subject("root")),
                wrong("no roles", right -> right.claim("roles", null)),
                wrong("roles in a string", right -> right.claim("roles", "admin")),
                wrong("roles that are no strings", right -> right.claim("roles", List.of(1))),
                wrong("no token id", right -> right.jwtID(null)),
                wrong("no client", right -> right.claim("client_id", null)),
                wrong("no time of issue", right -> right.issueTime(null)));
    }

    private static Arguments wrong(String name, UnaryOperator<JWTClaimsSet.Builder> change) {
        return Arguments.of(name, change);
    }

    /** What only the issuer could sign, its claims as text: the library does not write all of it. */
    @ParameterizedTest(name = "{0} as {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "sub | null",
                "sub | 1",
                "sub | '\"1-1-1-1-1\"'",
                "sub | '\"0193B3A0-0000-7000-8000-0000000000C1\"'",
                "roles | null",
                "roles | [null]",
                "roles | {}",
                "roles | [[]]",
                "exp | null",
                "exp | '\"2100-01-01\"'",
                "exp | true",
                "iat | null",
                "iat | 4102444800",
                "iat | '\"now\"'",
                "nbf | null",
                "jti | null",
                "jti | 1",
                "client_id | null",
                "client_id | 1",
                "iss | null",
                "aud | null",
                "aud | [null]"
            })
    void refusesAClaim(String name, String value) throws Exception {
        assertRefused(signedText(RIGHT_HEADER, claimsWith(name, value)));
    }

    @Test
    void refusesAClaimThatIsThereTwice() throws Exception {
        String twice = claimsWith("roles", "[\"staff\"]").replace("{", "{\"roles\":[\"admin\"],");
        assertRefused(signedText(RIGHT_HEADER, twice));
    }

    @Test
    void refusesATimeOfIssueThatIsYetToCome() throws Exception {
        assertRefused(token(right -> right.issueTime(in(60)).expirationTime(in(900))));
        assertThat(VERIFIER.verify(token(right -> right.issueTime(in(20)))).id())
                .isEqualTo(ID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"crit\":[\"b64\"],\"b64\":true",
                "\"crit\":[\"exp\"],\"exp\":4102444800",
                "\"crit\":[]",
                "\"crit\":null",
                "\"b64\":true",
                "\"zip\":\"DEF\"",
                "\"cty\":\"JWT\"",
                "\"jku\":\"https://elsewhere.example/keys\"",
                "\"anything\":1"
            })
    void refusesAHeaderWithMoreThanTheIssuerWrites(String more) throws Exception {
        assertRefused(signedText(RIGHT_HEADER.replace("}", "," + more + "}"), claimsWith("nothing", null)));
    }

    @Test
    void takesTheTextFromWhichTheWrongOnesAreMade() throws Exception {
        assertThat(VERIFIER.verify(signedText(RIGHT_HEADER, claimsWith("nothing", null)))
                        .id())
                .isEqualTo(ID);
    }

    @Test
    void refusesOtherSpellingsOfTheSameToken() {
        String right = token(claims -> claims);
        int last = right.length() - 1;
        // 256 bytes leave four bits of the last character that mean nothing
        char other = (char) (right.charAt(last) + 1);
        String[] spellings = {
            right + "=",
            right + "==",
            right.replace('-', '+').replace('_', '/'),
            right.substring(0, last) + other,
            right + ".",
            right.substring(0, last) + "." + right.charAt(last),
            right.replaceFirst("\\.", "=.")
        };
        assertThat(spellings).doesNotContain(right).allSatisfy(TokenVerifierTest::assertRefused);
    }

    @Test
    void refusesNestingWithoutEnd() {
        String deep = "[".repeat(5_000);
        String header = encoded(RIGHT_HEADER.replace("}", ",\"x\":" + deep + "}"));
        assertRefused(header + "." + encoded("{}") + ".AA");
    }

    private static String claimsWith(String name, String value) {
        Map<String, String> members = new LinkedHashMap<>();
        long now = Instant.now().getEpochSecond();
        members.put("iss", "\"" + TestTokens.ISSUER + "\"");
        members.put("aud", "\"" + TestTokens.AUDIENCE + "\"");
        members.put("sub", "\"" + ID + "\"");
        members.put("client_id", "\"shop\"");
        members.put("iat", "" + now);
        members.put("exp", "" + (now + 900));
        members.put("jti", "\"" + UUID.randomUUID() + "\"");
        members.put("roles", "[\"staff\"]");
        if (value != null) {
            members.put(name, value);
        }
        return members.entrySet().stream()
                .map(member -> "\"" + member.getKey() + "\":" + member.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String signedText(String header, String claims) throws Exception {
        String signed = encoded(header) + "." + encoded(claims);
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(KEY.toPrivateKey());
        signature.update(signed.getBytes(StandardCharsets.US_ASCII));
        return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
    }

    private static Date in(int seconds) {
        return Date.from(Instant.now().plusSeconds(seconds));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongClaims")
    void refusesATokenWith(String name, UnaryOperator<JWTClaimsSet.Builder> change) {
        assertRefused(token(change));
    }

    @Test
    void allowsForClocksThatAreHalfAMinuteApart() throws Exception {
        String token = token(right -> right);
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(925));
        assertThat(verifier(later).verify(token).id()).isEqualTo(ID);
        Clock muchLater = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(932));
        assertThatThrownBy(() -> verifier(muchLater).verify(token)).isInstanceOf(InvalidTokenException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"JWT", "id+jwt", ""})
    void refusesAnotherType(String type) {
        assertRefused(TestTokens.token(KEY, type.isEmpty() ? null : type, claims(right -> right)));
    }

    @Test
    void refusesATokenThatNobodySigned() {
        assertRefused(new PlainJWT(claims(right -> right)).serialize());
        String[] parts = token(right -> right).split("\\.");
        String none = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(
                        "{\"alg\":\"none\",\"typ\":\"at+jwt\",\"kid\":\"one\"}".getBytes(StandardCharsets.UTF_8));
        assertRefused(none + "." + parts[1] + ".");
        assertRefused(none + "." + parts[1] + "." + parts[2]);
        assertRefused(parts[0] + "." + parts[1] + ".");
    }

    @Test
    void refusesThePublicKeyAsASharedSecret() throws Exception {
        assertRefused(withSecret(KEY.toRSAPublicKey().getEncoded()));
        assertRefused(withSecret(KEY.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void refusesOtherAlgorithmsOfTheSameKey() throws Exception {
        for (JWSAlgorithm algorithm : List.of(JWSAlgorithm.RS384, JWSAlgorithm.RS512, JWSAlgorithm.PS256)) {
            assertRefused(signed(new JWSHeader.Builder(algorithm)
                    .type(new JOSEObjectType("at+jwt"))
                    .keyID("one")
                    .build()));
        }
    }

    @Test
    void refusesAKeyThatIsNotOurs() throws Exception {
        assertRefused(TestTokens.token(TestTokens.newKey("two"), "at+jwt", claims(right -> right)));
        assertRefused(TestTokens.token(TestTokens.newKey("one"), "at+jwt", claims(right -> right)));
    }

    @Test
    void refusesAKeyThatTheTokenBrings() throws Exception {
        RSAKey own = TestTokens.newKey("theirs");
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .type(new JOSEObjectType("at+jwt"))
                        .jwk(own.toPublicJWK())
                        .keyID("theirs")
                        .build(),
                claims(right -> right));
        jwt.sign(new RSASSASigner(own));
        assertRefused(jwt.serialize());
    }

    @Test
    void refusesATokenThatNamesNoKey() throws Exception {
        assertRefused(signed(new JWSHeader.Builder(JWSAlgorithm.RS256)
                .type(new JOSEObjectType("at+jwt"))
                .build()));
    }

    @Test
    void refusesClaimsThatWereChanged() {
        String[] parts = token(right -> right).split("\\.");
        String[] others = token(right -> right.claim("roles", List.of("admin"))).split("\\.");
        assertRefused(parts[0] + "." + others[1] + "." + parts[2]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a.b.c", "eyJhbGciOiJSUzI1NiJ9", "null", "eyJhbGciOiJSUzI1NiJ9.e30.AA"})
    void refusesWhatIsNoToken(String token) {
        assertRefused(token);
    }

    @Test
    void refusesWhatIsTooLongToRead() {
        assertRefused("a".repeat(100_000));
    }

    @Test
    void saysSoWhenThereAreNoKeysToTellBy() {
        TokenVerifier blind = new TokenVerifier(
                (selector, context) -> {
                    throw new KeySourceException("away");
                },
                EXPECTED,
                Clock.systemUTC());
        assertThatThrownBy(() -> blind.verify(token(right -> right))).isInstanceOf(KeySourceException.class);
    }
}

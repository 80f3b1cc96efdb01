package dev.emporium.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.Consumer;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes access tokens that customer-service never made. It has what no attacker has, the signing key out of the database
 * with the key that it is encrypted with, so that of a wrong token nothing is wrong but what its name says.
 */
final class Forger {
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private final String kid;
    private final PrivateKey key;
    private final String publicKey;
    private final ObjectNode claims;

    /** @param right a token to start from */
    Forger(Platform platform, String right) throws Exception {
        String[] parts = right.split("\\.");
        this.kid = decode(parts[0]).path("kid").asText();
        this.claims = decode(parts[1]);
        this.key = signingKey(platform, kid);
        this.publicKey = publicKey(
                new Http(platform.gateway()).get(platform.jwks().getPath()).json(), kid);
    }

    private static ObjectNode decode(String part) throws IOException {
        return (ObjectNode) Http.JSON.readTree(DECODER.decode(part));
    }

    /** As customer-service keeps it: nonce, then what AES-GCM makes of the PKCS 8 form, bound to the kid. */
    private static PrivateKey signingKey(Platform platform, String kid)
            throws SQLException, GeneralSecurityException, IOException {
        byte[] sealed = sealedKey(platform, kid);
        Path file = Platform.data().resolve("key-encryption.key");
        byte[] secret = Base64.getDecoder().decode(Files.readString(file).strip());
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                Cipher.DECRYPT_MODE,
                new SecretKeySpec(secret, "AES"),
                new GCMParameterSpec(TAG_BITS, Arrays.copyOf(sealed, NONCE)));
        cipher.updateAAD(kid.getBytes(StandardCharsets.UTF_8));
        byte[] encoded = cipher.doFinal(sealed, NONCE, sealed.length - NONCE);
        return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(encoded));
    }

    private static byte[] sealedKey(Platform platform, String kid) throws SQLException {
        try (Connection connection = platform.database("customer");
                PreparedStatement select =
                        connection.prepareStatement("select sealed_key from signing_keys where kid = ?")) {
            select.setString(1, kid);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getBytes(1);
            }
        }
    }

    /** In PEM, as somebody would copy it. */
    private static String publicKey(JsonNode jwks, String kid) throws GeneralSecurityException {
        for (JsonNode jwk : jwks.path("keys")) {
            if (jwk.path("kid").asText().equals(kid)) {
                byte[] encoded = KeyFactory.getInstance("RSA")
                        .generatePublic(new RSAPublicKeySpec(number(jwk, "n"), number(jwk, "e")))
                        .getEncoded();
                return "-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded)
                        + "\n-----END PUBLIC KEY-----\n";
            }
        }
        throw new IllegalStateException("the key " + kid + " is not published: " + jwks);
    }

    private static BigInteger number(JsonNode jwk, String name) {
        return new BigInteger(1, DECODER.decode(jwk.path(name).asText()));
    }

    /** A token that is right in everything but what is changed of its claims. */
    String with(Consumer<ObjectNode> change) {
        ObjectNode changed = claims.deepCopy();
        change.accept(changed);
        return signed("RS256", kid, changed);
    }

    String ofAnUnknownKey() {
        return signed("RS256", "nobody-knows", claims);
    }

    String expired() {
        return with(token -> {
            long begin = Instant.now().getEpochSecond() - 7_200;
            token.put("iat", begin).put("exp", begin + 900);
            if (token.has("nbf")) {
                token.put("nbf", begin);
            }
        });
    }

    String unsigned() {
        return unsigned("none", kid, claims) + ".";
    }

    /** By who takes the public key for a secret and hopes that the verifier does, too. */
    String signedWithThePublicKey() {
        String unsigned = unsigned("HS256", kid, claims);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(publicKey.getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
            return unsigned + "." + ENCODER.encodeToString(mac.doFinal(unsigned.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private String signed(String algorithm, String keyId, ObjectNode content) {
        String unsigned = unsigned(algorithm, keyId, content);
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(unsigned.getBytes(StandardCharsets.US_ASCII));
            return unsigned + "." + ENCODER.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String unsigned(String algorithm, String keyId, ObjectNode content) {
        ObjectNode header = Http.JSON.createObjectNode();
        header.put("typ", "at+jwt").put("alg", algorithm).put("kid", keyId);
        return encode(header) + "." + encode(content);
    }

    private static String encode(ObjectNode part) {
        return ENCODER.encodeToString(part.toString().getBytes(StandardCharsets.UTF_8));
    }
}

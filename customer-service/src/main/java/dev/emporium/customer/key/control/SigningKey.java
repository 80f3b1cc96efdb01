package dev.emporium.customer.key.control;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.emporium.customer.key.entity.KeyRow;
import dev.emporium.customer.key.entity.KeySeal;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.text.ParseException;
import java.time.Instant;
import java.util.UUID;

/**
 * A key that can sign.
 *
 * @param published what everybody may know of it
 */
record SigningKey(RSAKey published, RSASSASigner signer, Instant signsFrom) {
    private static final int BITS = 2048;

    /** A new key, sealed. */
    static KeyRow generate(KeySeal seal, Instant now, Instant signsFrom) {
        try {
            String kid = UUID.randomUUID().toString();
            RSAKey key = new RSAKeyGenerator(BITS)
                    .keyID(kid)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.RS256)
                    .generate();
            byte[] sealed = seal.seal(kid, key.toPrivateKey().getEncoded());
            return new KeyRow(kid, key.toPublicJWK().toJSONString(), sealed, now, signsFrom);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static SigningKey open(KeyRow row, KeySeal seal) {
        try {
            PrivateKey key = KeyFactory.getInstance("RSA")
                    .generatePrivate(new PKCS8EncodedKeySpec(seal.open(row.kid(), row.sealedKey())));
            return new SigningKey(RSAKey.parse(row.publicKey()), new RSASSASigner(key), row.signsFrom());
        } catch (ParseException | NoSuchAlgorithmException | InvalidKeySpecException e) {
            throw new IllegalStateException("the signing key " + row.kid() + " in the database is not readable", e);
        }
    }

    String kid() {
        return published.getKeyID();
    }
}

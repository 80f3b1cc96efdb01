package dev.emporium.platform.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emporium.platform.problem.ProblemException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyHeaderTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "key          | key",
                "\"key\"      | key",
                "\"a key\"    | a key",
                "\"a, key\"   | a, key",
                "\"a \\\"b\\\\\" | a \"b\\",
                "a\"b         | a\"b"
            })
    void aKeyIsTheSameBareAndQuoted(String line, String key) {
        assertThat(KeyHeader.read(List.of(line))).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\"\"",
                "\"key",
                "\"key\";a=1",
                "\"one\", \"two\"",
                "one,two",
                "one two",
                "k\u00e9y",
                "\"a\\b\""
            })
    void whatIsNoKeyIsRefused(String line) {
        assertRefused(() -> KeyHeader.read(List.of(line)), "invalid_idempotency_key");
    }

    @Test
    void twoKeysAreRefusedAndNoneIsNone() {
        assertRefused(() -> KeyHeader.read(List.of("one", "one")), "invalid_idempotency_key");
        assertThat(KeyHeader.read(List.of())).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "order-1",
                "guest-1764138671",
                "0193b3a0-0000-7000-80",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "abababababababababababababababab",
                "abcdefghijklmnopqrstuvwxyz",
                "zyxwvutsrqponmlkjihgfedcba",
                "1234567890123456789012345678901234567890",
                "abc123abc123abc123abc123abc123",
                "qwertyqwertyqwertyqwertyqwerty",
                "0101101001101011010010110100101",
                "00000000-0000-0000-0000-000000000000",
                "00000000-0000-4000-8000-000000000001",
                "11111111-2222-3333-4444-555555555555",
                "12345678-1234-1234-1234-123456789012"
            })
    void aGuestsKeyThatCanBeGuessedIsRefused(String key) {
        assertRefused(() -> KeyHeader.refuseGuessable(key), "guessable_idempotency_key");
    }

    @Test
    void whatIsRandomIsNeverTakenForGuessable() {
        SecureRandom random = new SecureRandom();
        byte[] bits = new byte[16];
        for (int i = 0; i < 100_000; i++) {
            random.nextBytes(bits);
            for (String key : List.of(
                    UUID.randomUUID().toString(),
                    HexFormat.of().formatHex(bits),
                    Base64.getUrlEncoder().withoutPadding().encodeToString(bits))) {
                assertThatCode(() -> KeyHeader.refuseGuessable(key)).as(key).doesNotThrowAnyException();
            }
        }
    }

    private static void assertRefused(Runnable call, String code) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(ProblemException.class, refusal -> {
            assertThat(refusal.status()).isEqualTo(400);
            assertThat(refusal.code()).isEqualTo(code);
        });
    }
}

package dev.emporium.customer.credential.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHashTest {
    private static final PasswordHash OWASP = new PasswordHash(19_456, 2, 1);

    @Test
    void knowsThePasswordAgain() {
        String stored = OWASP.of("correct horse battery");
        assertThat(stored).matches("\\$argon2id\\$v=19\\$m=19456,t=2,p=1\\$[A-Za-z0-9+/]{22}\\$[A-Za-z0-9+/]{43}");
        assertThat(PasswordHash.matches("correct horse battery", stored)).isTrue();
        assertThat(PasswordHash.matches("correct horse batterz", stored)).isFalse();
        assertThat(PasswordHash.matches("", stored)).isFalse();
    }

    @Test
    void saltsEachHashAnew() {
        assertThat(OWASP.of("correct horse battery")).isNotEqualTo(OWASP.of("correct horse battery"));
    }

    /** From the test suite of the reference implementation, github.com/P-H-C/phc-winner-argon2, src/test.c. */
    @Test
    void agreesWithTheReferenceImplementation() {
        String stored = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        assertThat(PasswordHash.matches("password", stored)).isTrue();
        assertThat(PasswordHash.matches("passwore", stored)).isFalse();
    }

    @Test
    void readsHashesOfOtherParametersAndSaysThatTheyAreOutdated() {
        String weak = new PasswordHash(1_024, 1, 1).of("correct horse battery");
        assertThat(PasswordHash.matches("correct horse battery", weak)).isTrue();
        assertThat(OWASP.isOutdated(weak)).isTrue();
        assertThat(OWASP.isOutdated(OWASP.of("correct horse battery"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain",
                "$2a$10$abcdefghijklmnopqrstuv",
                "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
            })
    void takesNothingElseForAHash(String stored) {
        assertThatThrownBy(() -> PasswordHash.matches("x", stored)).isInstanceOf(IllegalStateException.class);
    }
}

package dev.emporium.customer.key.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeySealTest {
    private final byte[] secret = {1, 2, 3};
    private final KeySeal seal = KeySeal.of(new byte[32]);

    @Test
    void opensWhatItSealed() {
        byte[] sealed = seal.seal("kid", secret);
        assertThat(seal.open("kid", sealed)).isEqualTo(secret);
        assertThat(sealed).isNotEqualTo(seal.seal("kid", secret)).hasSize(12 + 3 + 16);
    }

    @Test
    void opensNothingThatAnotherSealedOrSomebodyChanged() {
        byte[] sealed = seal.seal("kid", secret);
        byte[] other = new byte[32];
        other[0] = 1;
        assertThatThrownBy(() -> KeySeal.of(other).open("kid", sealed)).hasMessageContaining("KEY_ENCRYPTION_KEY");
        assertThatThrownBy(() -> seal.open("another", sealed)).isInstanceOf(IllegalArgumentException.class);
        sealed[20] ^= 1;
        assertThatThrownBy(() -> seal.open("kid", sealed)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> seal.open("kid", new byte[3])).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "c2hvcnQ=", "not base64 at all"})
    void refusesAKeyThatIsNoneWithoutRepeatingIt(String base64) {
        assertThatThrownBy(() -> KeySeal.decode(base64))
                .hasMessageContaining("KEY_ENCRYPTION_KEY")
                .hasMessageNotContaining("c2hvcnQ");
        assertThat(KeySeal.decode(Base64.getEncoder().encodeToString(new byte[32])))
                .hasSize(32);
    }
}

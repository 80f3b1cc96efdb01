package dev.emporium.customer.account.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.customer.account.entity.Email;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordRulesTest {
    private static final Email EMAIL = new Email("Somebody@Example.com");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "twelve chars",
                "demo-customer-password",
                "demo-staff-password",
                "demo-admin-password",
                "пароль на русском",
                "      a  b c d e f "
            })
    void takesWhatIsLongAndNotCommon(String password) {
        assertThat(PasswordRules.broken(password, EMAIL)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"elevenchars", "PASSWORD1234", "iloveyou1234", "123456789012", "111111111111", "abababababab"})
    void refusesWhatIsShortOrCommon(String password) {
        assertThat(PasswordRules.broken(password, EMAIL)).isPresent();
    }

    @Test
    void refusesTheEmailItself() {
        assertThat(PasswordRules.broken("somebody@example.com", EMAIL)).isPresent();
    }

    @Test
    void countsCharactersAsPeopleSeeThem() {
        assertThat(PasswordRules.broken("😀😃😄😁😆😅🤣😂🙂🙃😉", EMAIL)).isPresent();
        assertThat(PasswordRules.broken("😀😃😄😁😆😅🤣😂🙂🙃😉😊", EMAIL)).isEmpty();
        assertThat(PasswordRules.broken("abcd".repeat(32), EMAIL)).isEmpty();
        assertThat(PasswordRules.broken("abcd".repeat(32) + "e", EMAIL)).isPresent();
    }
}

package dev.emporium.customer.credential.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.customer.credential.entity.Email;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordRulesTest {
    private static final Email EMAIL = new Email("Somebody@Example.com");
    private static final String NAME = "Penelope Nutcracker";
    private static final String LONG = "what nobody guesses " + "x".repeat(108);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a rather long phrase",
                "demo-customer-password",
                "demo-staff-password",
                "demo-admin-password",
                "пароль на русском",
                "      a  b c d e f "
            })
    void takesWhatIsLongAndNotCommon(String password) {
        assertThat(PasswordRules.broken(password, EMAIL, NAME)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "elevenchars",
                "PASSWORD1234",
                "iloveyou1234",
                "123456789012",
                "111111111111",
                "abababababab",
                "correcthorsebattery",
                "abc123abc123",
                "Summer2026!!",
                "qwertyuiop12",
                "Penelope1234",
                "Nutcracker-2026",
                "somebody2026",
                "Password@2026",
                "\u001Bcontrol characters\u0007"
            })
    void refusesWhatIsShortOrCommon(String password) {
        assertThat(PasswordRules.broken(password, EMAIL, NAME)).isPresent();
    }

    @Test
    void refusesTheEmailItself() {
        assertThat(PasswordRules.broken("somebody@example.com", EMAIL, NAME)).isPresent();
    }

    @Test
    @Timeout(60)
    void estimatesWhateverItIsGivenInTime() {
        for (String signs : List.of("4@8({[<369!1|0$5+7%2", "qwertyuiop1234567890!@#$", "p4$$w0rd")) {
            assertThat(PasswordRules.broken(signs.repeat(16).substring(0, 128), EMAIL, NAME))
                    .isNotNull();
        }
    }

    @Test
    void countsCharactersAsPeopleSeeThem() {
        assertThat(PasswordRules.broken("😀😃😄😁😆😅🤣😂🙂🙃😉", EMAIL, NAME)).isPresent();
        assertThat(PasswordRules.broken("😀😃😄😁😆😅🤣😂🙂🙃😉😊", EMAIL, NAME))
                .isEmpty();
        assertThat(PasswordRules.broken(LONG, EMAIL, NAME)).isEmpty();
        assertThat(PasswordRules.broken(LONG + "e", EMAIL, NAME)).isPresent();
    }
}

package dev.emporium.platform.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailAddressesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "jo@example.com",
                "Jo.O'Neil+shop_1@mail.example.co.uk",
                "a!#$%&'*+-/=?^_`{|}~z@example.com",
                "büro@bücher.example",
                "büro@xn--bcher-kva.example",
                "почта@пример.example",
                "用户taro@例え.example",
                "محمد@example.com",
                "admin@localhost",
                "j@example.com"
            })
    void takes(String address) {
        assertThat(MailAddresses.fault(address)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "jo",
                "@example.com",
                "jo@",
                "a@b@c.example",
                ".jo@example.com",
                "jo..e@example.com",
                "jo e@example.com",
                "\"jo e\"@example.com",
                "jo@[192.0.2.1]",
                "jo@exa mple.com",
                "jo@example..com",
                "jo@example.com.",
                "jo@-example.com",
                "jo@exa_mple.com",
                "jo@example.com\u00A0",
                "jo@example.com\n",
                "jo\u200B@example.com",
                "jo\u00AD@example.com",
                "jo@exam\u00ADple.com",
                "\u202Ejo@example.com",
                "jo@ｅxample.com",
                "ﬁ@example.com",
                "jo\u0000@example.com"
            })
    void takesNot(String text) {
        assertThat(MailAddresses.fault(text)).contains("must be an e-mail address");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "аdmin@emporium.example", // CYRILLIC SMALL LETTER A
                "αdmin@emporium.example", // GREEK SMALL LETTER ALPHA
                "admın@emporium.example", // LATIN SMALL LETTER DOTLESS I
                "ᴀdmin@emporium.example", // LATIN LETTER SMALL CAPITAL A
                "admin@еmporium.example", // CYRILLIC SMALL LETTER IE
                "admin@аррӏе.example", // all of it Cyrillic
                "admin@xn--80ak6aa92e.example" // the same, encoded
            })
    void takesNoneThatLooksLikeAnother(String address) {
        assertThat(MailAddresses.fault(address)).contains("must not mix scripts, or look like another address");
    }

    @Test
    void countsWhatMailServersCount() {
        String domain = "@" + "d".repeat(63) + "." + "e".repeat(63) + "." + "f".repeat(61);
        assertThat(MailAddresses.fault("a".repeat(64) + domain)).isEmpty();
        assertThat(MailAddresses.fault("a".repeat(65) + "@example.com")).isPresent();
        assertThat(MailAddresses.fault("é".repeat(64) + domain)).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "JO@Example.com, jo@example.com",
        "BÜRO@BÜCHER.example, büro@bücher.example",
        "bu\u0308ro@xn--bcher-kva.example, büro@bücher.example",
        "jo@XN--bcher-kva.example, jo@bücher.example",
        "' jo@example.com ', jo@example.com",
        "no at, no at",
        "x@, x@"
    })
    void tellsWhichAreOne(String address, String key) {
        assertThat(MailAddresses.key(address)).isEqualTo(key);
    }
}

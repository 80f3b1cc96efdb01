package dev.emporium.notification.delivery.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.emporium.notification.delivery.control.SmtpConfiguration.Tls;
import io.dropwizard.jackson.Jackson;
import io.dropwizard.jersey.validation.Validators;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.text.StringSubstitutor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the variables become in the file that the service starts with. */
class SmtpConfigurationTest {
    private static SmtpConfiguration of(String... variables) throws IOException {
        Map<String, String> environment = new HashMap<>();
        for (int i = 0; i < variables.length; i += 2) {
            environment.put(variables[i], variables[i + 1]);
        }
        StringSubstitutor substitutor = new StringSubstitutor(environment);
        try (InputStream file = SmtpConfiguration.class.getResourceAsStream("/config.yaml")) {
            JsonNode smtp = new YAMLMapper().readTree(file).path("smtp");
            smtp.properties()
                    .forEach(each -> each.setValue(
                            TextNode.valueOf(substitutor.replace(each.getValue().textValue()))));
            return Jackson.newObjectMapper().treeToValue(smtp, SmtpConfiguration.class);
        }
    }

    private static boolean isValid(SmtpConfiguration smtp) {
        return Validators.newValidator().validate(smtp).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Tls.class)
    void takesEachWayByItsWord(Tls tls) throws IOException {
        SmtpConfiguration smtp = of("SMTP_TLS", tls.name().toLowerCase(Locale.ROOT));
        assertThat(smtp.tls()).isEqualTo(tls);
        assertThat(isValid(smtp)).isTrue();
    }

    @Test
    void sendsNothingUnencryptedUnlessItIsTold() throws IOException {
        assertThat(of().tls()).isEqualTo(Tls.STARTTLS);
        assertThat(of().signsIn()).isFalse();
        assertThat(isValid(of())).isTrue();
    }

    @Test
    void takesAPasswordAsItIs() throws IOException {
        SmtpConfiguration smtp = of("SMTP_USER", "off", "SMTP_PASSWORD", " a\\b: {c} #d\" ");
        assertThat(smtp.user()).isEqualTo("off");
        assertThat(smtp.password().reveal()).isEqualTo(" a\\b: {c} #d\" ");
        assertThat(isValid(smtp)).isTrue();
        assertThat(smtp.toString()).doesNotContain("{c}");
    }

    @ParameterizedTest
    @CsvSource({
        "SMTP_USER, shop, SMTP_PASSWORD, secret, SMTP_TLS, off",
        "SMTP_USER, shop, SMTP_TLS, starttls, SMTP_HOST, localhost",
        "SMTP_PASSWORD, secret, SMTP_TLS, starttls, SMTP_HOST, localhost",
        "SMTP_HOST, '', SMTP_TLS, off, SMTP_PORT, 25",
        "SMTP_PORT, 0, SMTP_TLS, off, SMTP_HOST, localhost",
        "MAIL_FROM, nobody, SMTP_TLS, off, SMTP_HOST, localhost"
    })
    void refusesWhatIsNotSafeOrNotWhole(String a, String b, String c, String d, String e, String f) throws IOException {
        assertThat(isValid(of(a, b, c, d, e, f))).isFalse();
    }
}

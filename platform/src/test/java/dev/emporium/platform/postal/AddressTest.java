package dev.emporium.platform.postal;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropwizard.jersey.validation.Validators;
import jakarta.validation.Validator;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressTest {
    private static final Validator VALIDATOR = Validators.newValidator();

    private static Set<String> faults(String country, String region, String postalCode) {
        return VALIDATOR
                .validate(new Address("Ada", "Main Street 1", null, "City", region, postalCode, country))
                .stream()
                .map(violation -> violation.getPropertyPath() + " " + violation.getMessage())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @ParameterizedTest
    @CsvSource({
        "DE, , 10115",
        "GB, , SW1Y 4JH",
        "GB, , sw1y4jh",
        "US, CA, 94043",
        "US, CA, 94043-1351",
        "QA, , ",
        "QA, , 00000",
        "HK, Kowloon, ",
        "AE, Dubai, ",
        "IE, , D02 X285",
        "IE, , ",
        "XK, , 10000",
        "XK, , ",
        "JP, 東京都, 154-0023"
    })
    void takesWhatTheCountryDemands(String country, String region, String postalCode) {
        assertThat(faults(country, region, postalCode)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "DE, , , postalCode is needed in DE",
        "DE, , 1011, postalCode is not a postal code of DE",
        "DE, , SW1Y 4JH, postalCode is not a postal code of DE",
        "XK, , 99999, postalCode is not a postal code of XK",
        "US, , 94043, region is needed in US",
        "AE, , , region is needed in AE",
        "ZZ, , 1, 'country must be a code of ISO 3166-1 alpha-2 in use, such as \"DE\", or \"XK\"'",
        "AC, , , 'country must be a code of ISO 3166-1 alpha-2 in use, such as \"DE\", or \"XK\"'",
        "AN, , , 'country must be a code of ISO 3166-1 alpha-2 in use, such as \"DE\", or \"XK\"'",
        "de, , 10115, 'country must be a code of ISO 3166-1 alpha-2 in use, such as \"DE\", or \"XK\"'"
    })
    void saysWhatIsMissing(String country, String region, String postalCode, String fault) {
        assertThat(faults(country, region, postalCode)).containsExactly(fault);
    }

    @Test
    void knowsEveryCountry() {
        Set<String> countries = Locale.getISOCountries(Locale.IsoCountryCode.PART1_ALPHA2);
        assertThat(countries).hasSizeGreaterThan(240);
        assertThat(countries.stream().filter(country -> !country.equals("AN")))
                .allSatisfy(country ->
                        assertThat(faults(country, "x", null)).noneMatch(fault -> fault.startsWith("country")));
    }
}

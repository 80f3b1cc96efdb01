package dev.emporium.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalPathTest {

    /** Each of these is what Envoy makes of it, too: GatewayAgreementIT asks it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            textBlock =
                    """
            /a/b /a/b
            /a/ /a/
            / /
            /a/../b /b
            /a/./b /a/b
            /a/. /a/
            /a/b/.. /a/
            /.. /
            /../../a /a
            /a/%2e%2E/b /b
            /a/%74%7Eb /a/t~b
            /a//b///c /a/b/c
            //a /a
            /a//../b /a/b
            /a\\b /a/b
            /a|"{}b /a%7C%22%7B%7Db
            /a/%zz%4 /a/%zz%4
            /a/%e2%82%AC /a/%e2%82%AC
            """)
    void givesEachPathOneSpelling(String path, String canonical) {
        assertThat(CanonicalPath.of(path)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @CsvSource({
        "/a;v=1/b",
        "/a;",
        "/;/a",
        "/a%3bv=1",
        "/a%3B",
        "/a%2Fb",
        "/a%2fb",
        "/a%5Cb",
        "/a%5cb",
        "/a%00",
        "/caf\u00e9"
    })
    void refusesWhatHidesSomethingOrIsNotEscaped(String path) {
        assertThat(CanonicalPath.of(path)).isNull();
    }
}

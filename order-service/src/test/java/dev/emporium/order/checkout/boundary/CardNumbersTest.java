package dev.emporium.order.checkout.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CardNumbersTest {
    @ParameterizedTest
    @CsvSource({
        "4111111111111111, true",
        "tok_4111111111111111, true",
        "tok_4111-1111-1111-1111, true",
        "tok_4111_1111_1111_1111, true",
        "tok_visa_378282246310005_abc, true",
        "tok_6759649826438453, true",
        "tok_4000000000000000006, true",
        "tok_500012345673, true",
        "tok_4111111111111111_1227, true",
        "tok_4111-1111-1111-1111-123, true",
        "tok_7_4111111111111111, true",
        "tok_2026_11_27_378282246310005_04_29_1234, true",
        "tok_4111__1111__1111__1111, true",
        "tok_4111111111111112, false",
        "tok_4111111111111112_1227, false",
        "tok_41111111111, false",
        "tok_41111111111111110000, false",
        "tok_1NAbc2345678901dEfg, false",
        "tok_visa, false"
    })
    void areSeenWhereverTheyStand(String token, boolean isOne) {
        assertThat(CardNumbers.standIn(token)).isEqualTo(isOne);
    }
}

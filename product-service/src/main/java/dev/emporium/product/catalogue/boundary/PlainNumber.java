package dev.emporium.product.catalogue.boundary;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.math.BigDecimal;

/**
 * A number that is told again as it was written: in plain digits, since the database keeps neither an exponent nor the
 * sign of -0, and no more of them than can be read back.
 */
final class PlainNumber {
    static final String RULE = "a number of up to 38 digits without an exponent";
    /** Far beyond what anybody measures, and far from what would fill a page. */
    private static final int MOST_DIGITS = 38;

    private PlainNumber() {}

    /** Whether the number that the parser is at is written like that. */
    static boolean isAt(JsonParser parser) throws IOException {
        String text = parser.getText();
        return text.chars().noneMatch(c -> c == 'e' || c == 'E') && !text.matches("-0(\\.0+)?");
    }

    static boolean hasFewDigits(BigDecimal number) {
        return number.precision() <= MOST_DIGITS && number.scale() >= 0 && number.scale() <= MOST_DIGITS;
    }
}

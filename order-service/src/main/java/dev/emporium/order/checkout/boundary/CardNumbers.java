package dev.emporium.order.checkout.boundary;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What numbers of cards look like (ISO/IEC 7812-1): 12 to 19 digits, the last of which checks the others by Luhn. */
final class CardNumbers {
    private static final Pattern SEPARATORS = Pattern.compile("[ _-]");
    private static final Pattern DIGITS = Pattern.compile("(?<![0-9])[0-9]{12,19}(?![0-9])");

    private CardNumbers() {}

    /** Whether one stands anywhere in the text, with or without separators. */
    static boolean standIn(String text) {
        Matcher digits = DIGITS.matcher(SEPARATORS.matcher(text).replaceAll(""));
        while (digits.find()) {
            if (checks(digits.group())) {
                return true;
            }
        }
        return false;
    }

    private static boolean checks(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int weighted = i % 2 == 0 ? digit : 2 * digit;
            sum += weighted > 9 ? weighted - 9 : weighted;
        }
        return sum % 10 == 0;
    }
}

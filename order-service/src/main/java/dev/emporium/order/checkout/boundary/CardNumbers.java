package dev.emporium.order.checkout.boundary;

import java.util.regex.Pattern;

/** What numbers of cards look like (ISO/IEC 7812-1): 12 to 19 digits, the last of which checks the others by Luhn. */
final class CardNumbers {
    private static final int SHORTEST = 12;
    private static final int LONGEST = 19;
    private static final String SEPARATORS = "[ _-]+";
    private static final Pattern GROUPS = Pattern.compile("[0-9]+(?:" + SEPARATORS + "[0-9]+)*");

    private CardNumbers() {}

    /** Whether one stands anywhere in the text, with or without separators, also where other digits are set apart from it. */
    static boolean standIn(String text) {
        return GROUPS.matcher(text)
                .results()
                .anyMatch(digits -> isAmong(digits.group().split(SEPARATORS)));
    }

    private static boolean isAmong(String[] groups) {
        for (int first = 0; first < groups.length; first++) {
            String digits = "";
            for (int next = first; next < groups.length && digits.length() <= LONGEST; next++) {
                digits += groups[next];
                if (digits.length() >= SHORTEST && digits.length() <= LONGEST && checks(digits)) {
                    return true;
                }
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

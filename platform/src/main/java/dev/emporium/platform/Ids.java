package dev.emporium.platform;

import java.util.HexFormat;
import java.util.UUID;

/**
 * How an id is written, wherever one is read: in bodies, paths, queries and messages. Others are more lenient:
 * {@code UUID.fromString} takes {@code 1-1-1-1-1}, Jackson Base64 and blanks around it.
 */
public final class Ids {
    /** A regular expression for descriptions, too. */
    public static final String PATTERN = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";

    private static final int LENGTH = 36;

    private Ids() {}

    public static boolean isId(String text) {
        if (text.length() != LENGTH) {
            return false;
        }
        for (int i = 0; i < LENGTH; i++) {
            boolean isBetween = i == 8 || i == 13 || i == 18 || i == 23;
            if (isBetween ? text.charAt(i) != '-' : !HexFormat.isHexDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** @throws IllegalArgumentException for what is no UUID in full */
    public static UUID parse(String text) {
        if (!isId(text)) {
            throw new IllegalArgumentException("not a UUID in full, such as 0199b8e2-5d3f-7c41-9a57-3c1f2f6d8e10");
        }
        return UUID.fromString(text);
    }
}

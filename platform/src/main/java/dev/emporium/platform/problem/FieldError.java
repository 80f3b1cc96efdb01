package dev.emporium.platform.problem;

/**
 * What is wrong with one field of a request.
 *
 * @param field where it is, as the client wrote it: {@code items[0].quantity}. The names that a client makes up may be of
 *     any length, and hold halves of characters, which no answer can: what is too long for an answer is cut off.
 */
public record FieldError(String field, String message) {
    /** In UTF-16, each unit of which is six bytes of JSON at most: twenty of them have their place in a small answer. */
    private static final int LONGEST = 100;

    public FieldError {
        field = field.substring(0, end(field))
                .codePoints()
                .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static int end(String field) {
        return field.length() <= LONGEST
                ? field.length()
                : LONGEST - (Character.isHighSurrogate(field.charAt(LONGEST - 1)) ? 1 : 0);
    }
}

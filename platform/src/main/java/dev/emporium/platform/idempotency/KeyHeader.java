package dev.emporium.platform.idempotency;

import dev.emporium.platform.problem.ProblemException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The key as it stands in the header: a string of structured fields (RFC 9651, section 3.3.3), or the same bare. */
final class KeyHeader {
    /** A comma would be two headers, joined on the way. */
    private static final String VISIBLE = "(?!\")[!-+\\--~]{1,255}";

    private static final String STRING = "\"((?:[ !#-\\[\\]-~]|\\\\[\"\\\\]){1,255})\"";
    static final String PATTERN = "^(" + VISIBLE + "|" + STRING + ")$";

    private static final Pattern BARE = Pattern.compile(VISIBLE);
    private static final Pattern QUOTED = Pattern.compile(STRING);

    /** 128 bits in Base64. */
    private static final int SHORTEST_SECRET = 22;

    private static final int FEWEST_CHARACTERS = 7;
    private static final int FEWEST_SURPRISES = 12;

    private KeyHeader() {}

    /**
     * The key, or null when there is none.
     *
     * @throws ProblemException 400 when there are two, or one that is none
     */
    static String read(List<String> lines) {
        if (lines.isEmpty()) {
            return null;
        }
        if (lines.size() == 1) {
            String line = lines.get(0).strip();
            Matcher quoted = QUOTED.matcher(line);
            if (quoted.matches()) {
                return quoted.group(1).replaceAll("\\\\(.)", "$1");
            }
            if (BARE.matcher(line).matches()) {
                return line;
            }
        }
        throw ProblemException.of(
                400,
                "invalid_idempotency_key",
                "Idempotency-Key must be given once: 1 to 255 visible ASCII characters without a comma, or a string in"
                        + " double quotes.");
    }

    /** @throws ProblemException 400 when somebody else could come upon the key */
    static void refuseGuessable(String key) {
        if (key.length() < SHORTEST_SECRET
                || key.chars().distinct().count() < FEWEST_CHARACTERS
                || surprises(key) < FEWEST_SURPRISES) {
            throw ProblemException.of(
                    400,
                    "guessable_idempotency_key",
                    "Whoever knows a guest's Idempotency-Key is given the guest's answer, so it must be a secret of at"
                            + " least 22 characters at random: send a new UUID of version 4.");
        }
    }

    /** How many characters do not go on as the ones before: neither a run, up, down or level, nor a pair seen before. */
    private static int surprises(String key) {
        Set<String> pairs = new HashSet<>();
        int surprises = 0;
        Integer before = null;
        for (int i = 1; i < key.length(); i++) {
            Integer step = key.charAt(i) - key.charAt(i - 1);
            boolean seen = !pairs.add(key.substring(i - 1, i + 1));
            if (!seen && !step.equals(before)) {
                surprises++;
            }
            before = step;
        }
        return surprises;
    }
}

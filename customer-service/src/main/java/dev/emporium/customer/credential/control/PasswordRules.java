package dev.emporium.customer.credential.control;

import com.nulabinc.zxcvbn.Zxcvbn;
import dev.emporium.customer.credential.entity.Email;
import dev.emporium.platform.problem.FieldError;
import dev.emporium.platform.problem.ProblemException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which passwords are taken: long ones that are not soon guessed (NIST SP 800-63B, section 5.1.1.2), of whatever
 * characters. How soon is zxcvbn's estimate, which knows leaked passwords, words, names, dates and keyboards, and is told
 * the person's own name and e-mail.
 */
public final class PasswordRules {
    private static final int SHORTEST = 12;
    private static final int LONGEST = 128;
    private static final double LEAST_GUESSES = 1e11;
    /** What is not guessed by its beginning is not guessed; and the estimate's time grows with the square of the length. */
    private static final int ESTIMATED = 32;

    private static final Pattern WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");

    private PasswordRules() {}

    /** The estimator reads its dictionaries when the first password comes. */
    private static final class Estimate {
        static final Zxcvbn ZXCVBN = new Zxcvbn();
    }

    /** @throws ProblemException 422 that names the field */
    public static void require(String field, String password, Email email, String name) {
        broken(password, email, name).ifPresent(message -> {
            throw ProblemException.of(422, "invalid", "The request is well-formed but not valid.")
                    .withErrors(List.of(new FieldError(field, message)));
        });
    }

    /** What is wrong with the password, if anything is. */
    public static Optional<String> broken(String password, Email email, String name) {
        int length = password.codePointCount(0, password.length());
        if (length < SHORTEST || length > LONGEST) {
            return Optional.of("must have %d to %d characters".formatted(SHORTEST, LONGEST));
        }
        Optional<String> form = OpaqueString.of(password);
        if (form.isEmpty()) {
            return Optional.of("must not contain control, invisible or unassigned characters");
        }
        if (form.get().toLowerCase(Locale.ROOT).equals(email.key())) {
            return Optional.of("must not be the e-mail address");
        }
        return guesses(form.get(), email, name) < LEAST_GUESSES
                ? Optional.of("is one of the first that anybody would guess")
                : Optional.empty();
    }

    private static double guesses(String password, Email email, String name) {
        int end = password.offsetByCodePoints(0, Math.min(ESTIMATED, password.codePointCount(0, password.length())));
        List<String> own = Stream.of(email.key(), name)
                .flatMap(text -> Stream.concat(Stream.of(text), WORDS.splitAsStream(text)))
                .filter(text -> !text.isEmpty())
                .toList();
        return Estimate.ZXCVBN.measure(plain(password.substring(0, end)), own).getGuesses();
    }

    /** One sign for those that stand for the same letter: every combination of them is tried, which takes seconds. */
    private static String plain(String password) {
        return password.replaceAll("[{\\[<]", "(")
                .replace('|', '1')
                .replace('@', '4')
                .replace('$', '5')
                .replace('+', '7');
    }
}

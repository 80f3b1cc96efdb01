package dev.emporium.customer.account.control;

import dev.emporium.customer.account.entity.Email;
import dev.emporium.platform.problem.FieldError;
import dev.emporium.platform.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which passwords are taken: long ones that are not what everybody tries first (NIST SP 800-63B, section 5.1.1.2), of
 * whatever characters.
 */
public final class PasswordRules {
    private static final int SHORTEST = 12;
    private static final int LONGEST = 128;
    private static final Set<String> COMMON = common();

    private PasswordRules() {}

    /** @throws ProblemException 422 that names the field */
    public static void require(String field, String password, Email email) {
        broken(password, email).ifPresent(message -> {
            throw ProblemException.of(422, "invalid", "The request is well-formed but not valid.")
                    .withErrors(List.of(new FieldError(field, message)));
        });
    }

    /** What is wrong with the password, if anything is. */
    public static Optional<String> broken(String password, Email email) {
        int length = password.codePointCount(0, password.length());
        if (length < SHORTEST || length > LONGEST) {
            return Optional.of("must have %d to %d characters".formatted(SHORTEST, LONGEST));
        }
        String lower = password.toLowerCase(Locale.ROOT);
        if (COMMON.contains(lower) || lower.chars().distinct().count() < 4) {
            return Optional.of("is one of the first that anybody would guess");
        }
        return lower.equals(email.key()) ? Optional.of("must not be the e-mail address") : Optional.empty();
    }

    private static Set<String> common() {
        try (InputStream in = PasswordRules.class.getResourceAsStream("/common-passwords.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

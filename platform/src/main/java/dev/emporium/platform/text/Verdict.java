package dev.emporium.platform.text;

import jakarta.validation.ConstraintValidatorContext;
import java.util.Optional;

/** Tells a constraint's fault, if there is one, as its message. */
final class Verdict {
    private Verdict() {}

    static boolean isGood(Optional<String> fault, ConstraintValidatorContext context) {
        fault.ifPresent(message -> {
            context.disableDefaultConstraintViolation();
            context.buildConstraintViolationWithTemplate(message).addConstraintViolation();
        });
        return fault.isEmpty();
    }
}

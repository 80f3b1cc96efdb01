package dev.emporium.platform.text;

import jakarta.validation.ConstraintValidatorContext;
import java.util.Optional;

/** Tells a constraint's fault as its message. */
final class Faults {
    private Faults() {}

    static boolean none(Optional<String> fault, ConstraintValidatorContext context) {
        fault.ifPresent(message -> {
            context.disableDefaultConstraintViolation();
            context.buildConstraintViolationWithTemplate(message).addConstraintViolation();
        });
        return fault.isEmpty();
    }
}

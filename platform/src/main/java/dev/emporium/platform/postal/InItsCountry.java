package dev.emporium.platform.postal;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** An address has what its country demands ({@link PostalRules}). */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = InItsCountry.Validator.class)
@interface InItsCountry {
    String message() default "";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Names the field that is at fault. */
    final class Validator implements ConstraintValidator<InItsCountry, Address> {
        @Override
        public boolean isValid(Address address, ConstraintValidatorContext context) {
            if (address == null || address.country() == null) {
                return true;
            }
            context.disableDefaultConstraintViolation();
            var faults = PostalRules.faults(address);
            faults.forEach((field, message) -> context.buildConstraintViolationWithTemplate(message)
                    .addPropertyNode(field)
                    .addConstraintViolation());
            return faults.isEmpty();
        }
    }
}

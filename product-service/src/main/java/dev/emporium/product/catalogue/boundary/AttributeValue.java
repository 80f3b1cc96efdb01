package dev.emporium.product.catalogue.boundary;

import dev.emporium.platform.text.Text;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.math.BigDecimal;

/** What an attribute may be: text, a number in plain digits, or a truth value. */
@Target(ElementType.TYPE_USE)
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = AttributeValue.Validator.class)
@Schema(
        types = {"string", "number", "boolean"},
        maxLength = AttributeValue.LONGEST)
@interface AttributeValue {
    int LONGEST = 500;

    String message() default "must be text of up to " + LONGEST + " characters, true or false, or " + PlainNumber.RULE;

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    final class Validator implements ConstraintValidator<AttributeValue, Object> {
        @Override
        public boolean isValid(Object value, ConstraintValidatorContext context) {
            if (value instanceof BigDecimal number) {
                return PlainNumber.hasFewDigits(number);
            }
            return value instanceof Boolean
                    || value instanceof Number
                    || value instanceof String text
                            && Text.faultOfProse(text, LONGEST).isEmpty();
        }
    }
}

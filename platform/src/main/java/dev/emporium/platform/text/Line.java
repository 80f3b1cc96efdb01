package dev.emporium.platform.text;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * One line of text with something to see in it, such as a name: no control, direction-turning, invisible or private
 * characters. Where it stands on a JSON property, the blanks around the text are cut off as it is read, and every space in
 * it becomes a plain one.
 */
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER, ElementType.TYPE_USE})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = Line.Validator.class)
public @interface Line {
    /** The most code points. */
    int max();

    String message() default "";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Says what is wrong, not only that something is. */
    final class Validator implements ConstraintValidator<Line, String> {
        private int max;

        @Override
        public void initialize(Line constraint) {
            max = constraint.max();
        }

        @Override
        public boolean isValid(String text, ConstraintValidatorContext context) {
            return text == null || Verdict.isGood(Text.faultOfLine(text, max), context);
        }
    }
}

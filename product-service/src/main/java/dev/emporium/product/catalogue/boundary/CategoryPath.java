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

/**
 * The way to a category: the names of one to eight, each under the one before, with {@code /} between them. It stands beside
 * {@link dev.emporium.platform.text.Line}, which judges the characters.
 */
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER, ElementType.TYPE_USE})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = CategoryPath.Validator.class)
@Schema(
        description =
                "The way to a category, from the top: one to eight parts with / between them, such as clothing/shoes",
        maxLength = CategoryPath.LONGEST)
@interface CategoryPath {
    int LONGEST = 255;
    int DEEPEST = 8;

    String message() default
            "must be one to " + DEEPEST + " parts with / between them, none empty, . or .., or with blanks around it";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    final class Validator implements ConstraintValidator<CategoryPath, String> {
        @Override
        public boolean isValid(String path, ConstraintValidatorContext context) {
            if (path == null || path.isEmpty()) {
                // where there is nothing to see, Line says so
                return true;
            }
            String[] parts = path.split("/", -1);
            for (String part : parts) {
                // an address with a step to here, or upwards, is another one by the time it comes here (RFC 3986,
                // section 5.2.4)
                if (part.isEmpty()
                        || part.equals(".")
                        || part.equals("..")
                        || !Text.line(part).equals(part)) {
                    return false;
                }
            }
            return parts.length <= DEEPEST;
        }
    }
}

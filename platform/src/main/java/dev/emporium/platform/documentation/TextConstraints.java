package dev.emporium.platform.documentation;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.platform.text.Line;
import dev.emporium.platform.text.MailAddress;
import dev.emporium.platform.text.Prose;
import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.annotation.Annotation;

/** Describes what the house's constraints on texts demand, as the library describes Bean Validation's own. */
final class TextConstraints extends ModelResolver {
    TextConstraints(ObjectMapper json) {
        super(json);
    }

    @Override
    @SuppressWarnings("rawtypes")
    protected boolean applyBeanValidatorAnnotations(
            Schema property, Annotation[] annotations, Schema parent, boolean applyNotNullAnnotations) {
        for (Annotation annotation : annotations == null ? new Annotation[0] : annotations) {
            if (annotation instanceof Line line) {
                describe(
                        property,
                        line.max(),
                        "One line, without control and invisible characters; kept in NFC,"
                                + " without the blanks around it");
                property.setMinLength(1);
            } else if (annotation instanceof Prose prose) {
                describe(property, prose.max(), "Kept in NFC; no control characters but tabs and line breaks");
            } else if (annotation instanceof MailAddress) {
                describe(
                        property,
                        254,
                        "In no mixture of scripts and without blanks; kept in NFC. Capitals make no" + " difference");
                property.setFormat("email");
            }
        }
        return super.applyBeanValidatorAnnotations(property, annotations, parent, applyNotNullAnnotations);
    }

    private static void describe(Schema<?> property, int max, String otherwise) {
        property.setMaxLength(max);
        if (property.getDescription() == null) {
            property.setDescription(otherwise);
        }
    }
}

package dev.emporium.platform.documentation;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.platform.text.Line;
import dev.emporium.platform.text.MailAddress;
import dev.emporium.platform.text.Prose;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.core.util.AnnotationsUtils;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.annotation.Annotation;
import java.util.TreeMap;

/**
 * Describes values by the mapper that reads and writes them, and what the house's constraints on texts demand, as the
 * library describes Bean Validation's own. A service's own constraint is described by the {@code @Schema} that stands on
 * it.
 */
final class Schemas extends ModelResolver {
    private final ObjectMapper json;
    private final TreeMap<String, Class<?>> records = new TreeMap<>();

    Schemas(ObjectMapper json) {
        super(json);
        this.json = json;
    }

    /** The records that were met, by the names of their schemas. */
    TreeMap<String, Class<?>> records() {
        return records;
    }

    /** @throws IllegalStateException when two records would be described by one schema */
    @Override
    protected String decorateModelName(AnnotatedType type, String original) {
        String name = super.decorateModelName(type, original);
        Class<?> record = json.constructType(type.getType()).getRawClass();
        boolean isWritten = record.isRecord()
                && json.getSerializationConfig()
                                .introspect(json.constructType(record))
                                .findJsonValueAccessor()
                        == null;
        if (isWritten && records.getOrDefault(name, record) != record) {
            throw new IllegalStateException(records.get(name) + " and " + record + " are both named " + name);
        }
        if (isWritten) {
            records.put(name, record);
        }
        return name;
    }

    @Override
    @SuppressWarnings("rawtypes")
    protected boolean applyBeanValidatorAnnotations(
            Schema property, Annotation[] annotations, Schema parent, boolean applyNotNullAnnotations) {
        boolean applied = super.applyBeanValidatorAnnotations(property, annotations, parent, applyNotNullAnnotations);
        for (Annotation annotation : annotations == null ? new Annotation[0] : annotations) {
            describe(property, annotation);
        }
        return applied;
    }

    static void describe(Schema<?> property, Annotation constraint) {
        if (constraint instanceof Line line) {
            describe(
                    property,
                    line.max(),
                    "One line, without control and invisible characters; kept in NFC, without the blanks around it");
            property.setMinLength(1);
        } else if (constraint instanceof Prose prose) {
            describe(property, prose.max(), "Kept in NFC; no control characters but tabs and line breaks");
        } else if (constraint instanceof MailAddress) {
            describe(
                    property,
                    254,
                    "In no mixture of scripts and without blanks; kept in NFC. Capitals make no difference");
            property.setFormat("email");
        } else if (constraint instanceof jakarta.validation.constraints.Pattern) {
            // Java holds it against the whole text, JSON Schema looks for it anywhere
            property.setPattern(anchored(property.getPattern()));
        } else {
            AnnotationsUtils.getSchemaFromAnnotation(
                    constraint.annotationType().getAnnotation(io.swagger.v3.oas.annotations.media.Schema.class),
                    null,
                    null,
                    true,
                    property);
        }
    }

    static String anchored(String pattern) {
        return pattern.startsWith("^") && pattern.endsWith("$") ? pattern : "^(" + pattern + ")$";
    }

    private static void describe(Schema<?> property, int max, String otherwise) {
        property.setMaxLength(max);
        if (property.getDescription() == null) {
            property.setDescription(otherwise);
        }
    }
}

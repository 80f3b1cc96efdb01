package dev.emporium.platform.documentation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import io.swagger.v3.core.util.AnnotationsUtils;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import jakarta.annotation.Nullable;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Says of each object what must be in it, what may be null, and whether there may be more: of one that is read as Jackson
 * and Bean Validation read it, of one that is only written as Jackson writes it. What may be null in an answer is
 * {@link Nullable}.
 */
@SuppressWarnings("rawtypes")
final class Shapes {
    private static final String MERGE_PATCH = "application/merge-patch+json";
    private static final String NULL = "null";
    private static final List<String> TYPES = List.of("array", "boolean", NULL, "number", "object", "string");

    private final ObjectMapper json;
    private final Map<String, Schema> schemas;

    private Shapes(ObjectMapper json, Map<String, Schema> schemas) {
        this.json = json;
        this.schemas = schemas;
    }

    /** @param records by the names of their schemas */
    static void complete(OpenAPI api, Map<String, Class<?>> records, ObjectMapper json) {
        Map<String, Schema> schemas = new TreeMap<>(api.getComponents().getSchemas());
        Shapes shapes = new Shapes(json, schemas);
        Set<String> read = new HashSet<>();
        bodies(api).forEach(body -> shapes.collect(body.getSchema(), read));
        records.forEach((name, record) -> {
            if (schemas.containsKey(name)) {
                shapes.complete(schemas.get(name), record, read.contains(name));
            }
        });
        operations(api)
                .filter(operation -> operation.getRequestBody() != null)
                .map(operation -> operation.getRequestBody().getContent())
                .filter(content -> content.containsKey(MERGE_PATCH))
                .forEach(content -> {
                    Schema<?> changes = shapes.patch(content.get(MERGE_PATCH).getSchema());
                    content.values().forEach(body -> body.setSchema(changes));
                });
        bodies(api).forEach(shapes::giveExample);
        api.getComponents().setSchemas(schemas);
    }

    private static Stream<Operation> operations(OpenAPI api) {
        return api.getPaths().values().stream().flatMap(path -> path.readOperations().stream());
    }

    private static Stream<MediaType> bodies(OpenAPI api) {
        return operations(api)
                .filter(operation -> operation.getRequestBody() != null)
                .flatMap(operation -> operation.getRequestBody().getContent().values().stream());
    }

    /** The names of all schemas that a schema speaks of. */
    private void collect(Schema<?> schema, Set<String> names) {
        if (schema == null) {
            return;
        }
        if (schema.get$ref() != null && names.add(name(schema))) {
            collect(schemas.get(name(schema)), names);
        }
        collect(schema.getItems(), names);
        if (schema.getAdditionalProperties() instanceof Schema<?> values) {
            collect(values, names);
        }
        if (schema.getProperties() != null) {
            schema.getProperties().values().forEach(property -> collect(property, names));
        }
    }

    private static String name(Schema<?> reference) {
        return reference.get$ref().substring(reference.get$ref().lastIndexOf('/') + 1);
    }

    private void complete(Schema<?> schema, Class<?> record, boolean read) {
        List<String> required = new ArrayList<>();
        List<BeanPropertyDefinition> properties = json.getSerializationConfig()
                .introspect(json.constructType(record))
                .findProperties();
        for (BeanPropertyDefinition property : properties) {
            Method accessor = accessor(record, property);
            String name = property.getName();
            boolean needed = read ? isNeeded(accessor) : isAlwaysWritten(accessor);
            if (needed) {
                required.add(name);
            }
            Schema<?> value = schema.getProperties().get(name);
            describeMap(value, accessor.getAnnotatedReturnType());
            if (read ? !needed : accessor.isAnnotationPresent(Nullable.class)) {
                schema.getProperties().put(name, nullable(value));
            }
        }
        schema.setRequired(required.isEmpty() ? null : required);
        if (read) {
            schema.setAdditionalProperties(false);
        }
    }

    private static Method accessor(Class<?> record, BeanPropertyDefinition property) {
        try {
            return record.getDeclaredMethod(property.getInternalName());
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(record + " writes what is no component of it", e);
        }
    }

    private static boolean isNeeded(Method accessor) {
        return accessor.getReturnType().isPrimitive()
                || accessor.isAnnotationPresent(NotNull.class)
                || accessor.isAnnotationPresent(NotEmpty.class)
                || accessor.isAnnotationPresent(NotBlank.class);
    }

    private static boolean isAlwaysWritten(Method accessor) {
        JsonInclude inclusion = accessor.getAnnotation(JsonInclude.class);
        return inclusion == null || inclusion.value() == JsonInclude.Include.ALWAYS;
    }

    /** What the keys and the values of a map must be. */
    private static void describeMap(Schema<?> schema, AnnotatedType type) {
        if (!(schema.getAdditionalProperties() instanceof Schema<?> values)
                || !(type instanceof AnnotatedParameterizedType map)) {
            return;
        }
        Schema<?> keys = new JsonSchema();
        for (Annotation constraint : map.getAnnotatedActualTypeArguments()[0].getAnnotations()) {
            Schemas.describe(keys, constraint);
        }
        if (keys.getMaxLength() != null) {
            schema.setPropertyNames(keys);
        }
        for (Annotation constraint : map.getAnnotatedActualTypeArguments()[1].getAnnotations()) {
            Schemas.describe(values, constraint);
        }
        if (values.getTypes() != null && values.getTypes().size() > 1) {
            sayWhatItIsNot(values);
        }
    }

    /**
     * The same of several types without a list of them: of a list, clients are generated that take a text such as "42" for
     * a number, or nothing, or that are not generated at all.
     */
    private static void sayWhatItIsNot(Schema<?> value) {
        Schema<?> others = new JsonSchema();
        TYPES.stream().filter(type -> !value.getTypes().contains(type)).forEach(others::addType);
        // Spectral wants to be told of what an array is
        others.setItems(new JsonSchema());
        value.setTypes(null);
        value.setNot(others);
    }

    private static Schema<?> nullable(Schema<?> schema) {
        if (schema.get$ref() != null) {
            Schema<?> nothing = new JsonSchema();
            nothing.addType(NULL);
            Schema<?> either = new JsonSchema();
            either.setDescription(schema.getDescription());
            schema.setDescription(null);
            return either.addAnyOfItem(schema).addAnyOfItem(nothing);
        }
        if (schema.getTypes() != null) {
            schema.addType(NULL);
        }
        if (schema.getNot() != null) {
            schema.getNot().getTypes().remove(NULL);
        }
        if (schema.getEnum() != null && !schema.getEnum().contains(null)) {
            schema.getEnum().add(null);
        }
        return schema;
    }

    /** What may be changed of what is otherwise written as a whole: null takes away what need not be there. */
    private Schema<?> patch(Schema<?> whole) {
        String name = name(whole) + "Patch";
        Schema<?> object = AnnotationsUtils.clone(schemas.get(name(whole)), true);
        object.setRequired(null);
        object.setExample(null);
        object.setExampleSetFlag(false);
        object.getProperties().replaceAll((property, value) -> {
            if (value.get$ref() != null && schemas.get(name(value)).getProperties() != null) {
                return patch(value);
            }
            if (value.getAdditionalProperties() instanceof Schema<?> values) {
                value.setAdditionalProperties(nullable(values));
            }
            return value;
        });
        schemas.put(name, object);
        return new JsonSchema().$ref("#/components/schemas/" + name);
    }

    /** The example of a record is that of the bodies that it is read from. */
    private void giveExample(MediaType body) {
        Schema<?> schema = body.getSchema().get$ref() == null ? null : schemas.get(name(body.getSchema()));
        if (schema != null && schema.getExample() != null && body.getExamples() == null && body.getExample() == null) {
            body.setExample(schema.getExample());
        }
    }
}

package dev.emporium.platform.web;

import dev.emporium.platform.Ids;
import dev.emporium.platform.Json;
import jakarta.annotation.Priority;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.ext.ParamConverter;
import jakarta.ws.rs.ext.ParamConverterProvider;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;

/**
 * Takes parameters only as we write them: an enum constant in lower case, as in JSON, an id in full ({@link Ids}), and
 * {@code true} or {@code false}; in the URI, text without control characters.
 */
@Priority(1)
public final class StrictParameters implements ParamConverterProvider {
    @Override
    @SuppressWarnings("unchecked")
    public <T> ParamConverter<T> getConverter(Class<T> type, Type genericType, Annotation[] annotations) {
        if (type == UUID.class) {
            return (ParamConverter<T>) new Converter<>(Ids::parse);
        }
        if (type == String.class) {
            return (ParamConverter<T>) new Converter<>(isInUri(annotations) ? StrictParameters::text : text -> text);
        }
        if (type == boolean.class || type == Boolean.class) {
            return (ParamConverter<T>) new Converter<>(StrictParameters::truth);
        }
        return type.isEnum() ? new Converter<>(text -> constant(type, text)) : null;
    }

    private static boolean isInUri(Annotation[] annotations) {
        return Arrays.stream(annotations).anyMatch(where -> where instanceof QueryParam || where instanceof PathParam);
    }

    private static String text(String text) {
        if (!Json.storable(text) || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("control or half characters");
        }
        return text;
    }

    private static boolean truth(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("neither true nor false");
        };
    }

    private static <T> T constant(Class<T> type, String text) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> written(constant).equals(text))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("no such constant"));
    }

    private static String written(Object value) {
        return value instanceof Enum<?> constant ? constant.name().toLowerCase(Locale.ROOT) : value.toString();
    }

    private record Converter<T>(Function<String, T> reading) implements ParamConverter<T> {
        @Override
        public T fromString(String text) {
            return text == null ? null : reading.apply(text);
        }

        @Override
        public String toString(T value) {
            return written(value);
        }
    }
}

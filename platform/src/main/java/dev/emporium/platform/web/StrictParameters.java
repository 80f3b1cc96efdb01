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
import java.util.regex.Pattern;

/**
 * Takes parameters only as we write them: an enum constant in lower case, as in JSON, an id in full ({@link Ids}), a
 * number in ASCII digits, {@code true} or {@code false}, and text that can be stored; in the URI, without control
 * characters.
 */
@Priority(1)
public final class StrictParameters implements ParamConverterProvider {
    /** Java's own parsers also take a plus sign and the digits of all scripts. */
    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,19}");

    @Override
    @SuppressWarnings("unchecked")
    public <T> ParamConverter<T> getConverter(Class<T> type, Type genericType, Annotation[] annotations) {
        if (type == UUID.class) {
            return (ParamConverter<T>) new Converter<>(Ids::parse, null);
        }
        if (type == String.class) {
            return (ParamConverter<T>)
                    new Converter<>(isInUri(annotations) ? StrictParameters::line : StrictParameters::text, null);
        }
        if (type == int.class || type == Integer.class) {
            return (ParamConverter<T>)
                    new Converter<>(text -> Integer.valueOf(digits(text)), type.isPrimitive() ? 0 : null);
        }
        if (type == long.class || type == Long.class) {
            return (ParamConverter<T>)
                    new Converter<>(text -> Long.valueOf(digits(text)), type.isPrimitive() ? 0L : null);
        }
        if (type == boolean.class || type == Boolean.class) {
            return (ParamConverter<T>) new Converter<>(StrictParameters::truth, type.isPrimitive() ? false : null);
        }
        return type.isEnum() ? new Converter<>(text -> constant(type, text), null) : null;
    }

    private static String text(String text) {
        if (!Json.storable(text)) {
            throw new IllegalArgumentException("NUL or half characters");
        }
        return text;
    }

    private static String digits(String text) {
        if (!WHOLE.matcher(text).matches()) {
            throw new IllegalArgumentException("not digits");
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

    private static boolean isInUri(Annotation[] annotations) {
        return Arrays.stream(annotations).anyMatch(where -> where instanceof QueryParam || where instanceof PathParam);
    }

    private static String line(String text) {
        if (text(text).chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("control characters");
        }
        return text;
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

    /** @param absent for a parameter that is not there */
    private record Converter<T>(Function<String, T> reading, T absent) implements ParamConverter<T> {
        @Override
        public T fromString(String text) {
            return text == null ? absent : reading.apply(text);
        }

        @Override
        public String toString(T value) {
            return written(value);
        }
    }
}

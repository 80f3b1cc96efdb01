package dev.emporium.platform.web;

import jakarta.annotation.Priority;
import jakarta.ws.rs.ext.ParamConverter;
import jakarta.ws.rs.ext.ParamConverterProvider;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;

/**
 * Takes parameters only as we write them: an enum constant in lower case, as in JSON, and a UUID in full, since
 * {@code UUID.fromString} also takes {@code 1-1-1-1-1}.
 */
@Priority(1)
public final class StrictParameters implements ParamConverterProvider {
    @Override
    @SuppressWarnings("unchecked")
    public <T> ParamConverter<T> getConverter(Class<T> type, Type genericType, Annotation[] annotations) {
        if (type == UUID.class) {
            return (ParamConverter<T>) new Converter<>(StrictParameters::uuid);
        }
        return type.isEnum() ? new Converter<>(text -> constant(type, text)) : null;
    }

    private static UUID uuid(String text) {
        UUID id = UUID.fromString(text);
        if (!id.toString().equalsIgnoreCase(text)) {
            throw new IllegalArgumentException("not a UUID in full");
        }
        return id;
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

package dev.emporium.platform.web;

import jakarta.ws.rs.ext.ParamConverter;
import jakarta.ws.rs.ext.ParamConverterProvider;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.UUID;

/** Takes a UUID in a path or query only as it is written by us: {@code UUID.fromString} also takes {@code 1-1-1-1-1}. */
public final class UuidParameters implements ParamConverterProvider {
    @Override
    @SuppressWarnings("unchecked")
    public <T> ParamConverter<T> getConverter(Class<T> type, Type genericType, Annotation[] annotations) {
        return type == UUID.class ? (ParamConverter<T>) new Converter() : null;
    }

    private static final class Converter implements ParamConverter<UUID> {
        @Override
        public UUID fromString(String text) {
            if (text == null) {
                return null;
            }
            UUID id = UUID.fromString(text);
            if (!id.toString().equalsIgnoreCase(text)) {
                throw new IllegalArgumentException("not a UUID in its canonical form");
            }
            return id;
        }

        @Override
        public String toString(UUID id) {
            return id.toString();
        }
    }
}

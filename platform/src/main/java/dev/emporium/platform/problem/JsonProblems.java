package dev.emporium.platform.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.time.LocalDate;
import java.time.temporal.Temporal;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;

/** Says in the client's words what is wrong with its JSON; never in Java's. */
public final class JsonProblems {
    private JsonProblems() {}

    /** For JSON that came from the client: 400 when it is no JSON, 422 when it is not what was asked for. */
    public static ProblemException of(JsonProcessingException failure) {
        JsonProcessingException root = malformation(failure);
        if (root != null) {
            return ProblemException.of(400, "malformed_json", "The body is not valid JSON" + location(root) + ".");
        }
        ProblemException invalid = Refusal.exception(422);
        if (failure instanceof JsonMappingException mapping
                && !mapping.getPath().isEmpty()) {
            return invalid.withErrors(List.of(new FieldError(path(mapping.getPath()), message(mapping))));
        }
        return ProblemException.of(422, "invalid", "The body " + message(failure) + ".");
    }

    private static JsonProcessingException malformation(JsonProcessingException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StreamReadException read && !(cause instanceof InputCoercionException)) {
                return read;
            }
        }
        boolean trailing = failure instanceof MismatchedInputException
                && failure.getMessage().startsWith("Trailing token");
        return trailing ? failure : null;
    }

    private static String location(JsonProcessingException failure) {
        return failure.getLocation() == null || failure.getLocation().getLineNr() < 1
                ? ""
                : " (line " + failure.getLocation().getLineNr() + ", column "
                        + failure.getLocation().getColumnNr() + ")";
    }

    static String path(List<Reference> references) {
        StringBuilder path = new StringBuilder();
        for (Reference reference : references) {
            if (reference.getFieldName() == null) {
                path.append('[').append(Math.max(0, reference.getIndex())).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(reference.getFieldName());
            }
        }
        return path.toString();
    }

    private static String message(JsonProcessingException failure) {
        if (failure instanceof UnrecognizedPropertyException) {
            return "is not a known field";
        }
        if (failure instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
            return "must be " + expected(mismatch.getTargetType());
        }
        if (failure.getCause() instanceof InputCoercionException) {
            return "must be a number within range";
        }
        return wordsOf(failure.getCause());
    }

    /** A value type of ours says what is wrong in words meant for the caller; a library's words are for developers. */
    private static String wordsOf(Throwable cause) {
        boolean ours = cause instanceof IllegalArgumentException
                && cause.getStackTrace().length > 0
                && cause.getStackTrace()[0].getClassName().startsWith("dev.emporium.");
        return ours ? cause.getMessage() : "is not valid";
    }

    private static String expected(Class<?> type) {
        if (type == String.class) {
            return "a string without NUL or half characters";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return isFraction(type) ? "a number" : "a whole number within range";
        }
        if (type == UUID.class) {
            return "a UUID";
        }
        if (Temporal.class.isAssignableFrom(type)) {
            return type == LocalDate.class ? "a date in ISO 8601" : "a time in ISO 8601";
        }
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", ", "one of ", ""));
        }
        return type.isArray() || Collection.class.isAssignableFrom(type)
                ? "an array"
                : "an object of the described form";
    }

    private static boolean isFraction(Class<?> type) {
        return type == double.class || type == Double.class || type == java.math.BigDecimal.class;
    }
}

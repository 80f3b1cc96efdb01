package dev.emporium.platform.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Locale;

/**
 * A problem document, RFC 9457.
 *
 * @param instance the path of the request, as the client sees it
 * @param code stable and machine readable
 * @param traceId of the W3C trace that the request belongs to, whether or not it is recorded
 */
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        String instance,
        String code,
        String requestId,
        @JsonInclude(JsonInclude.Include.NON_NULL) String traceId,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<FieldError> errors) {

    public static final String MEDIA_TYPE = "application/problem+json";

    public Problem {
        errors = errors == null ? List.of() : List.copyOf(errors);
    }

    public static Problem of(
            int status,
            String code,
            String detail,
            String instance,
            String requestId,
            String traceId,
            List<FieldError> errors) {
        return new Problem(
                "urn:emporium:problem:" + code,
                title(code),
                status,
                detail,
                instance,
                code,
                requestId,
                traceId,
                errors);
    }

    private static String title(String code) {
        String words = code.replace('_', ' ');
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }
}

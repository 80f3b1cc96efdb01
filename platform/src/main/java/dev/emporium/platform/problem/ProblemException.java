package dev.emporium.platform.problem;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Ends a request with a problem document. Thrown by any layer; its detail goes to the client as it is, so it names
 * nothing internal. Not logged below 500: a refusal is no fault. Immutable.
 */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final int MOST_ERRORS = 20;

    private final int status;
    private final String code;
    private final transient List<FieldError> errors;
    private final transient Map<String, String> headers;

    private ProblemException(
            int status, String code, String detail, List<FieldError> errors, Map<String, String> headers) {
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
        this.errors = errors;
        this.headers = headers;
    }

    public static ProblemException of(int status, String code, String detail) {
        return new ProblemException(status, code, detail, List.of(), Map.of());
    }

    /** Says what is wrong with which field; the first twenty are enough to go on. */
    public ProblemException withErrors(List<FieldError> fieldErrors) {
        List<FieldError> first = fieldErrors.stream().limit(MOST_ERRORS).toList();
        return new ProblemException(status, code, getMessage(), first, headers);
    }

    /** Whole seconds, rounded up (RFC 9110, section 10.2.3); a wait that is over meanwhile is none. */
    public ProblemException withRetryAfter(Duration wait) {
        long seconds = Math.max(0, wait.plusNanos(999_999_999).toSeconds());
        return withHeader("Retry-After", Long.toString(seconds));
    }

    public ProblemException withHeader(String name, String value) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put(name, value);
        return new ProblemException(status, code, getMessage(), errors, Map.copyOf(all));
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public List<FieldError> errors() {
        return errors;
    }

    public Map<String, String> headers() {
        return headers;
    }
}

package dev.emporium.platform.problem;

/** What is said with a status when whoever refused gave no words of their own. */
public record Refusal(String code, String detail) {
    public static Refusal of(int status) {
        return switch (status) {
            case 400 -> new Refusal("bad_request", "The request cannot be understood.");
            case 401 -> new Refusal("unauthorised", "The request needs valid credentials.");
            case 403 -> new Refusal("forbidden", "These credentials do not allow the request.");
            case 404 -> new Refusal("not_found", "There is nothing at this address.");
            case 405 -> new Refusal("method_not_allowed", "This address does not answer to this method.");
            case 406 -> new Refusal("not_acceptable", "The answer cannot be given in any of the accepted forms.");
            case 408 -> new Refusal("request_timeout", "The request did not arrive in time.");
            case 409 -> new Refusal("conflict", "The request conflicts with the present state.");
            case 412 -> new Refusal("precondition_failed", "The resource is no longer as the request expects it.");
            case 413 -> new Refusal("body_too_large", "The body is too large.");
            case 414 -> new Refusal("uri_too_long", "The address is too long.");
            case 415 -> new Refusal("unsupported_media_type", "A body of this type or encoding is not understood.");
            case 416 -> new Refusal("range_not_satisfiable", "There is nothing in this range.");
            case 417 -> new Refusal("expectation_failed", "What the request expects cannot be met.");
            case 422 -> new Refusal("invalid", "The request is well-formed but not valid.");
            case 428 -> new Refusal("precondition_required", "The request must name the version it is about.");
            case 429 -> new Refusal("too_many_requests", "There were too many requests; try again later.");
            case 431 -> new Refusal("headers_too_large", "The headers are too large.");
            case 503 -> new Refusal("unavailable", "The service cannot answer for the moment; try again.");
            case 505 -> new Refusal("http_version_not_supported", "This version of HTTP is not supported.");
            default ->
                status < 500
                        ? new Refusal("bad_request", "The request cannot be granted.")
                        : new Refusal(
                                "internal_error", "Something went wrong here; the request id helps to find out what.");
        };
    }

    static ProblemException exception(int status) {
        Refusal refusal = of(status);
        return ProblemException.of(status, refusal.code, refusal.detail);
    }
}

package dev.emporium.gateway;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** An answer that the gateway gives itself, as an RFC 9457 problem document of the same form as the services'. */
record Problem(int status, String code, String detail) {

    private static final ObjectMapper JSON = new ObjectMapper();

    void write(Request request, Response response, Callback callback) {
        String requestId = RequestId.of(request);
        ObjectNode document = JSON.createObjectNode()
                .put("type", "urn:emporium:problem:" + code)
                .put("title", title())
                .put("status", status)
                .put("detail", detail)
                .put("instance", request.getHttpURI().getPath())
                .put("code", code)
                .put("request_id", requestId);
        response.setStatus(status);
        response.getHeaders().put(RequestId.HEADER, requestId);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/problem+json");
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        // a cache may keep a 404 or 414 that does not say so (RFC 9111, section 4.2.2)
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        Cors.describeOwn(response.getHeaders());
        if (status == HttpStatus.SERVICE_UNAVAILABLE_503) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, "1");
        }
        byte[] body = document.toString().getBytes(StandardCharsets.UTF_8);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, ByteBuffer.wrap(body), callback);
    }

    private String title() {
        String words = code.replace('_', ' ');
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    /** With the codes that the services give. */
    static Problem refused(int status) {
        return switch (status) {
            case 408 -> new Problem(status, "request_timeout", "The request did not arrive in time");
            case 413 -> new Problem(status, "body_too_large", "The body is too large");
            case 414 -> new Problem(status, "uri_too_long", "The address is too long");
            case 417 -> new Problem(status, "expectation_failed", "What the request expects cannot be met");
            case 431 -> new Problem(status, "headers_too_large", "The headers are too large");
            case 503 -> new Problem(status, "unavailable", "The gateway cannot take in more for the moment");
            case 505 -> new Problem(status, "http_version_not_supported", "This version of HTTP is not supported");
            default ->
                status < 500
                        ? new Problem(status, "bad_request", "The request is not valid HTTP")
                        : new Problem(status, "internal_error", "The gateway failed");
        };
    }

    /** What Jetty refuses before any handler sees it, such as a broken request line. */
    static final class Errors extends ErrorHandler {

        @Override
        public boolean errorPageForMethod(String method) {
            return true;
        }

        @Override
        protected void generateResponse(
                Request request, Response response, int status, String message, Throwable cause, Callback callback) {
            if (cause instanceof HttpException) {
                // Jetty does end it after what it cannot read, and does not always say so
                response.getHeaders().put(HttpHeader.CONNECTION, "close");
            }
            refused(status).write(request, response, callback);
        }
    }
}

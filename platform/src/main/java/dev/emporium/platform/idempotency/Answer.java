package dev.emporium.platform.idempotency;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;

/**
 * An answer that can be kept and given again.
 *
 * @param body the JSON text
 * @param replayed whether it was given before
 */
public record Answer(int status, Map<String, String> headers, String body, boolean replayed) {
    public static final String REPLAYED = "Idempotent-Replayed";

    public Answer(int status, Map<String, String> headers, String body) {
        this(status, Map.copyOf(headers), body, false);
    }

    public Response toResponse() {
        Response.ResponseBuilder response = Response.status(status).type(MediaType.APPLICATION_JSON_TYPE);
        headers.forEach(response::header);
        if (replayed) {
            response.header(REPLAYED, true);
        }
        return response.entity(body).build();
    }
}

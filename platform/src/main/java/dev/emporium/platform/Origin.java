package dev.emporium.platform;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Where what is done comes from: the request that has led to it, and the trace that it goes on in. A row that somebody takes
 * up later keeps both, in columns of these names.
 *
 * @param requestId null when none is known; so is its trace
 */
public record Origin(String requestId, String traceparent) {

    /** Of what the present thread does. */
    public static Origin present() {
        return new Origin(RequestContext.requestId(), RequestContext.traceparent());
    }

    /** That which the row keeps. */
    public static Origin of(ResultSet row) throws SQLException {
        return new Origin(row.getString("request_id"), row.getString("traceparent"));
    }
}

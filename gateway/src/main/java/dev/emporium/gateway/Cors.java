package dev.emporium.gateway;

import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/**
 * Who may call from a browser, and what it may send and see. As in Envoy, the answer names the origin that asked.
 *
 * @param maxAge seconds for which a browser may remember the answer to a preflight, null for its own default
 */
record Cors(
        List<String> origins,
        List<String> methods,
        List<String> headers,
        List<String> exposedHeaders,
        boolean credentials,
        String maxAge) {

    Cors {
        origins = List.copyOf(origins);
        methods = List.copyOf(methods);
        headers = List.copyOf(headers);
        exposedHeaders = List.copyOf(exposedHeaders);
    }

    boolean allows(String origin) {
        return origins.contains("*") || origins.contains(origin);
    }

    /** Says that the answer depends on who asks, also in one to nobody of another origin: a cache must not give it to them. */
    static void vary(HttpFields.Mutable answer) {
        if (!answer.contains(HttpHeader.VARY, "Origin")) {
            answer.add(HttpHeader.VARY, "Origin");
        }
    }

    /** Lets a page of any origin read what the gateway itself has to say, unless a Mapping has settled who may. */
    static void describeOwn(HttpFields.Mutable answer) {
        vary(answer);
        if (!answer.contains(HttpHeader.ACCESS_CONTROL_ALLOW_ORIGIN)) {
            answer.put(HttpHeader.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
            answer.put(HttpHeader.ACCESS_CONTROL_EXPOSE_HEADERS, "Retry-After, X-Request-Id");
        }
    }

    /** Puts into the answer what a browser wants to read there, over whatever the service may have said. */
    void describe(String origin, HttpFields.Mutable answer) {
        answer.put(HttpHeader.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        put(answer, HttpHeader.ACCESS_CONTROL_EXPOSE_HEADERS, exposedHeaders);
        if (credentials) {
            answer.put(HttpHeader.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
        }
    }

    /** Puts in what answers a preflight. */
    void permit(HttpFields.Mutable answer) {
        put(answer, HttpHeader.ACCESS_CONTROL_ALLOW_METHODS, methods);
        put(answer, HttpHeader.ACCESS_CONTROL_ALLOW_HEADERS, headers);
        if (maxAge != null) {
            answer.put(HttpHeader.ACCESS_CONTROL_MAX_AGE, maxAge);
        }
    }

    private static void put(HttpFields.Mutable answer, HttpHeader header, List<String> values) {
        if (!values.isEmpty()) {
            answer.put(header, String.join(", ", values));
        }
    }
}

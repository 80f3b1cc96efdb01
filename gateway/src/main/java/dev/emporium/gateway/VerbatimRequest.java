package dev.emporium.gateway;

import java.net.URI;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpConversation;
import org.eclipse.jetty.client.transport.HttpRequest;

/** A request with method, path and query to the letter; Jetty's own turns the case of one and refuses what is no URI. */
final class VerbatimRequest extends HttpRequest {

    private final String method;
    private final String path;
    private final String query;

    /**
     * @param service scheme, host and port alone
     * @param query null for none
     */
    VerbatimRequest(HttpClient client, URI service, String method, String path, String query) {
        super(client, new HttpConversation(), service);
        this.method = method;
        this.path = path;
        this.query = query;
    }

    @Override
    public String getMethod() {
        return method;
    }

    @Override
    public String getPath() {
        return path;
    }

    @Override
    public String getQuery() {
        return query;
    }
}

package dev.emporium.platform.web;

import dev.emporium.platform.Exchange;
import java.util.Set;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Lets nobody do more at the admin port, which asks for no name, than read health and metrics, unless tools are asked for. */
public final class AdminDoor extends Handler.Wrapper {
    private static final Set<String> PAGES = Set.of("health", "metrics", "ping", "healthcheck");

    private final boolean tools;

    public AdminDoor(Handler handler, boolean tools) {
        super(handler);
        this.tools = tools;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (tools
                || !Exchange.isAdmin(request)
                || isPage(Request.getPathInContext(request).split("/", 3))) {
            return super.handle(request, response, callback);
        }
        Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
        return true;
    }

    private static boolean isPage(String[] path) {
        return path.length > 1 && PAGES.contains(path[1]);
    }
}

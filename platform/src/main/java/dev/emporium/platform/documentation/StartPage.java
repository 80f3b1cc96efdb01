package dev.emporium.platform.documentation;

import dev.emporium.platform.Platform;
import dev.emporium.platform.RootPath;
import dev.emporium.platform.problem.ProblemErrorHandler;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * What is found above the collections, at the gateway's {@code /}: for browsers a page that leads to the documentation,
 * and for everybody else the problem that nothing is there, which says where the documentation is.
 */
public final class StartPage extends Handler.Wrapper {
    private static final String POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none';"
            + " form-action 'none'; frame-ancestors 'none'";

    private static final List<String> FORMS = List.of("text/html", "application/json", "application/problem+json");

    private final String path;
    private final String docs;
    private final byte[] page;

    private StartPage(RootPath rootPath, String html) {
        path = rootPath.api().substring(0, rootPath.api().lastIndexOf('/') + 1);
        docs = rootPath.docs().substring(path.length());
        page = html.replace("DOCS", docs).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * For the service that the gateway's {@code /} leads to. Call it in {@code assemble}.
     *
     * @param html a whole page; {@code DOCS} in it is the relative address of the documentation
     */
    public static void install(Platform platform, String html) {
        platform.environment().getApplicationContext().insertHandler(new StartPage(platform.rootPath(), html));
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (!Request.getPathInContext(request).equals(path)) {
            return super.handle(request, response, callback);
        }
        boolean head = HttpMethod.HEAD.is(request.getMethod());
        response.getHeaders().add(HttpHeader.VARY, "Accept");
        response.getHeaders().put(HttpHeader.LINK, "<" + docs + "/>; rel=\"service-doc\"");
        if (!head && !HttpMethod.GET.is(request.getMethod()) || !isForABrowser(request)) {
            request.setAttribute(
                    ProblemErrorHandler.DETAIL,
                    "There is nothing at this address. The documentation is at " + docs + "/, and of every other"
                            + " collection in the same place; a browser is shown links to all of it here.");
            Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
            return true;
        }
        response.getHeaders().put("Content-Security-Policy", POLICY);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-cache");
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/html;charset=utf-8");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, page.length);
        response.write(true, head ? null : ByteBuffer.wrap(page), callback);
        return true;
    }

    /** Whoever takes anything, such as curl, is none. */
    private static boolean isForABrowser(Request request) {
        return request.getHeaders().getQualityCSV(HttpHeader.ACCEPT).stream()
                .map(type -> type.split(";")[0].strip())
                .filter(FORMS::contains)
                .findFirst()
                .filter(FORMS.get(0)::equals)
                .isPresent();
    }
}

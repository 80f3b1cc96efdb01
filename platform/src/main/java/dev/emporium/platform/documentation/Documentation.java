package dev.emporium.platform.documentation;

import dev.emporium.platform.RootPath;
import dev.emporium.platform.web.EntityTagFilter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Properties;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.content.HttpContent;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.ResourceHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.resource.ResourceFactory;

/**
 * Serves the description, and Swagger UI from its webjar, set up for it. All links are relative. No thread waits while a
 * client takes what it asked for.
 */
public final class Documentation extends Handler.Wrapper {
    private static final String METHODS = "GET, HEAD, OPTIONS";

    /** Swagger UI shows images from its own style sheet. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final RootPath rootPath;
    private final LazyDescription description;
    private final ResourceHandler files = new ResourceHandler();

    public Documentation(RootPath rootPath, LazyDescription description) {
        this.rootPath = rootPath;
        this.description = description;
        ResourceFactory resources = ResourceFactory.of(this);
        files.setBaseResource(ResourceFactory.combine(
                resources.newClassLoaderResource("dev/emporium/platform/documentation/ui/"),
                resources.newClassLoaderResource("META-INF/resources/webjars/swagger-ui/" + version() + "/")));
        files.setDirAllowed(false);
        files.setEtags(true);
        files.setCacheControl("no-cache");
        installBean(files);
    }

    @Override
    public void setServer(Server server) {
        super.setServer(server);
        files.setServer(server);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String path = Request.getPathInContext(request);
        boolean described = path.equals(rootPath.description());
        if (!described && !path.equals(rootPath.docs()) && !path.startsWith(rootPath.docs() + "/")) {
            return super.handle(request, response, callback);
        }
        if (HttpMethod.OPTIONS.is(request.getMethod())) {
            response.getHeaders().put(HttpHeader.ALLOW, METHODS);
            callback.succeeded();
        } else if (!HttpMethod.GET.is(request.getMethod()) && !HttpMethod.HEAD.is(request.getMethod())) {
            response.getHeaders().put(HttpHeader.ALLOW, METHODS);
            Response.writeError(request, response, callback, HttpStatus.METHOD_NOT_ALLOWED_405);
        } else if (described) {
            describe(request, response, callback);
        } else {
            response.getHeaders().put("Content-Security-Policy", POLICY);
            file(path, request, response, callback);
        }
        return true;
    }

    private void file(String path, Request request, Response response, Callback callback) throws Exception {
        if (path.equals(rootPath.docs())) {
            // relative, or a gateway's prefix and scheme would be lost; the page's links need the slash
            response.setStatus(HttpStatus.PERMANENT_REDIRECT_308);
            response.getHeaders().put(HttpHeader.LOCATION, path.substring(path.lastIndexOf('/') + 1) + "/");
            callback.succeeded();
            return;
        }
        HttpURI inside = HttpURI.build(
                request.getHttpURI(), path.substring(rootPath.docs().length()));
        HttpFields headers = understood(request.getHeaders(), inside.getPath());
        Request file = new Request.Wrapper(request) {
            @Override
            public HttpURI getHttpURI() {
                return inside;
            }

            @Override
            public HttpFields getHeaders() {
                return headers;
            }
        };
        if (!files.handle(file, response, callback)) {
            Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
        }
    }

    /**
     * What Jetty's resource handling does not know of RFC 9110: ranges in another unit, a range of one version alone, whose
     * place all of it may take (section 13.1.5), and a condition on any tag. Of several ranges it unpacks the file for each,
     * and there is room for a thousand in a header: in their place comes all of it too (section 14.2).
     */
    private HttpFields understood(HttpFields headers, String path) throws IOException {
        HttpFields.Mutable understood = HttpFields.build(headers);
        String ranges = String.join(",", headers.getValuesList(HttpHeader.RANGE));
        boolean foreign = !ranges.startsWith("bytes=") || ranges.contains(",");
        if (foreign || headers.contains(HttpHeader.IF_RANGE)) {
            understood.remove(HttpHeader.RANGE);
        }
        if ("*".equals(headers.get(HttpHeader.IF_NONE_MATCH))) {
            HttpContent any = files.getHttpContentFactory().getContent(path.endsWith("/") ? path + "index.html" : path);
            understood.put(HttpHeader.IF_NONE_MATCH, any == null ? "" : any.getETagValue());
        }
        return understood;
    }

    private void describe(Request request, Response response, Callback callback) throws IOException {
        byte[] body = description.bytes();
        String tag = EntityTagFilter.tag(body);
        response.getHeaders().put(HttpHeader.ETAG, tag);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-cache");
        if (EntityTagFilter.matches(request.getHeaders().get(HttpHeader.IF_NONE_MATCH), tag)) {
            response.setStatus(HttpStatus.NOT_MODIFIED_304);
            callback.succeeded();
            return;
        }
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        boolean head = HttpMethod.HEAD.is(request.getMethod());
        response.write(true, head ? null : ByteBuffer.wrap(body), callback);
    }

    private static String version() {
        Properties properties = new Properties();
        try (InputStream in =
                Documentation.class.getResourceAsStream("/META-INF/maven/org.webjars/swagger-ui/pom.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }
}

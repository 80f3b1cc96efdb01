package dev.emporium.platform.documentation;

import dev.emporium.platform.RootPath;
import io.dropwizard.servlets.assets.AssetServlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** Swagger UI from its webjar, set up for the service's own description. All its links are relative. */
public final class DocumentationServlet extends AssetServlet {
    private static final long serialVersionUID = 1L;

    /** In place of the webjar's own, which shows somebody's pets. No validator: it would send the description away. */
    private static final String INITIALISER =
            """
            window.onload = () => {
              window.ui = SwaggerUIBundle({
                url: "../openapi.json",
                dom_id: "#swagger-ui",
                deepLinking: true,
                validatorUrl: null,
                // where success has no body to describe, it would accept nothing but the description of a problem
                requestInterceptor: (request) => {
                  if (request.headers?.accept === "application/problem+json") {
                    request.headers.accept = "application/json, application/problem+json";
                  }
                  return request;
                },
                presets: [SwaggerUIBundle.presets.apis]
              });
            };
            """;

    /** Swagger UI writes style attributes and shows images from its own style sheet. */
    private static final String POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
            + " object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

    public DocumentationServlet(RootPath rootPath) {
        super(
                "META-INF/resources/webjars/swagger-ui/" + version(),
                rootPath.docs(),
                "index.html",
                StandardCharsets.UTF_8);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        response.setHeader("Content-Security-Policy", POLICY);
        response.setHeader("Cache-Control", "no-cache");
        if (request.getPathInfo() == null) {
            // relative, or a gateway's prefix and scheme would be lost; its links need the slash
            response.setStatus(308);
            response.setHeader("Location", getUriPath().substring(getUriPath().lastIndexOf('/') + 1) + "/");
        } else if (request.getPathInfo().equals("/swagger-initializer.js")) {
            response.setContentType("text/javascript;charset=utf-8");
            response.getWriter().print(INITIALISER);
        } else {
            super.doGet(request, response);
            if (response.getStatus() == 404 && !response.isCommitted()) {
                response.sendError(404);
            }
        }
    }

    private static String version() {
        Properties properties = new Properties();
        try (InputStream in = DocumentationServlet.class.getResourceAsStream(
                "/META-INF/maven/org.webjars/swagger-ui/pom.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }
}

package dev.emporium.platform.documentation;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.platform.RootPath;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.function.Supplier;

/** Serves the description; it is made when first asked for, since many a process never is. */
public final class DescriptionServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final String title;
    private final transient RootPath rootPath;
    private final transient Set<Class<?>> resources;
    private final transient Supplier<String> tokens;
    private final transient ObjectMapper json;
    private transient byte[] description;

    /**
     * @param resources may still grow until the service is started
     * @param tokens where one signs in; null until access control is switched on
     */
    public DescriptionServlet(
            String title, RootPath rootPath, Set<Class<?>> resources, Supplier<String> tokens, ObjectMapper json) {
        this.title = title;
        this.rootPath = rootPath;
        this.resources = resources;
        this.tokens = tokens;
        this.json = json;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        byte[] body = description();
        response.setContentType("application/json");
        response.setHeader("Cache-Control", "no-cache");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private synchronized byte[] description() throws IOException {
        if (description == null) {
            description = Description.of(title, rootPath, resources, tokens.get(), json);
        }
        return description;
    }
}

package dev.emporium.platform.documentation;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.platform.RootPath;
import java.io.IOException;
import java.util.Set;
import java.util.function.Supplier;

/** The description, made when first asked for, since many a process never is. Thread safe. */
public final class LazyDescription {
    private final String title;
    private final RootPath rootPath;
    private final Set<Class<?>> resources;
    private final Supplier<String> tokens;
    private final ObjectMapper json;
    private byte[] description;

    /**
     * @param resources may still grow until the service is started
     * @param tokens where one signs in; null until access control is switched on
     */
    public LazyDescription(
            String title, RootPath rootPath, Set<Class<?>> resources, Supplier<String> tokens, ObjectMapper json) {
        this.title = title;
        this.rootPath = rootPath;
        this.resources = resources;
        this.tokens = tokens;
        this.json = json;
    }

    synchronized byte[] bytes() throws IOException {
        if (description == null) {
            description = Description.of(title, rootPath, resources, tokens.get(), json);
        }
        return description;
    }
}

package dev.emporium.platform;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The public URL prefix of a service's collection, and with it every path that the service answers at or writes. Paths
 * are relative references without scheme and host (RFC 3986, section 4.2), so they hold behind any gateway.
 *
 * @param api where the collection is, such as {@code /products} or {@code /shop/products}
 * @param docs where its documentation is
 * @param description where its OpenAPI description is
 */
public record RootPath(String api, String docs, String description) {
    private static final Pattern SEGMENTS = Pattern.compile("(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+");

    /**
     * Normalises what an operator wrote: blank and {@code /} mean no prefix, one slash before or behind it does not matter.
     *
     * @throws IllegalArgumentException for anything that is not plain path segments
     */
    public static RootPath of(String rootPath, String collection) {
        String trimmed = rootPath == null ? "" : rootPath.strip().replaceAll("^/|/$", "");
        if (trimmed.isEmpty()) {
            return new RootPath(checked("/" + collection), "/docs", "/openapi.json");
        }
        String api = checked("/" + trimmed);
        return new RootPath(api, api + "/docs", api + "/openapi.json");
    }

    /** The path of something in the collection: the segments are encoded and joined; none gives the collection. */
    public URI uri(Object... segments) {
        StringBuilder path = new StringBuilder(api);
        for (Object segment : segments) {
            String text = Objects.requireNonNull(segment, "segment").toString();
            path.append('/')
                    .append(URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20"));
        }
        return URI.create(path.toString());
    }

    private static String checked(String path) {
        if (!SEGMENTS.matcher(path).matches()) {
            throw new IllegalArgumentException("rootPath (ROOT_PATH) must be a path such as /products or"
                    + " /shop/products, of letters, digits and . _ ~ - only, but is \"" + path + "\"");
        }
        return path;
    }
}

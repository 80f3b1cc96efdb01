package dev.emporium.platform.web;

import dev.emporium.platform.problem.ProblemException;
import jakarta.annotation.Nullable;
import jakarta.ws.rs.core.Link;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/**
 * One page of a list that is walked by key (keyset pagination): however far one has walked, the next page costs the
 * same.
 *
 * @param next the cursor of the next page, null on the last one
 */
public record Page<T>(List<T> items, @Nullable String next) {
    /** How a cursor looks, as a regular expression for descriptions. */
    public static final String CURSOR = "^[A-Za-z0-9_-]{22}$";

    /** @param rows up to {@code limit + 1} of them: one more than fits tells that there is a next page */
    public static <T> Page<T> of(List<T> rows, int limit, Function<T, UUID> id) {
        if (rows.size() <= limit) {
            return new Page<>(List.copyOf(rows), null);
        }
        List<T> items = List.copyOf(rows.subList(0, limit));
        return new Page<>(items, cursor(id.apply(items.get(limit - 1))));
    }

    public <R> Page<R> map(Function<T, R> change) {
        return new Page<>(items.stream().map(change).toList(), next);
    }

    /**
     * The page with its {@code Link} to the next one (RFC 8288).
     *
     * @param collection the path of the list
     * @param parameters what the list was asked with, to be asked again
     */
    public Response toResponse(URI collection, Map<String, List<String>> parameters) {
        return toResponse(this, next, collection, parameters);
    }

    /** The same for a page that tells more than its items and what is next, as {@code body} does. */
    public static Response toResponse(
            Object body, @Nullable String next, URI collection, Map<String, List<String>> parameters) {
        Response.ResponseBuilder response = Response.ok(body);
        if (next != null) {
            UriBuilder uri = UriBuilder.fromUri(collection);
            parameters.forEach((name, values) -> {
                if (!name.equals("cursor") && !QueryFilter.isOthers(name)) {
                    values.forEach(value -> uri.queryParam(encode(name), encode(value)));
                }
            });
            uri.queryParam("cursor", next);
            response.links(Link.fromUri(uri.build()).rel("next").build());
        }
        return response.build();
    }

    private static String encode(String text) {
        // a blank that is written as + would become a plus
        return java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8)
                .replace("+", "%20");
    }

    /** What leads to the page that follows this id, in any list of ours by that id. */
    public static String cursor(UUID last) {
        ByteBuffer bytes =
                ByteBuffer.allocate(16).putLong(last.getMostSignificantBits()).putLong(last.getLeastSignificantBits());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /**
     * The id that a cursor stands for, null for none.
     *
     * @throws ProblemException 400 for what is not a cursor of ours
     */
    public static UUID after(String cursor) {
        if (cursor == null) {
            return null;
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(cursor);
            if (bytes.length == 16) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                UUID last = new UUID(buffer.getLong(), buffer.getLong());
                // the decoder takes other spellings of the same bytes
                if (cursor(last).equals(cursor)) {
                    return last;
                }
            }
        } catch (IllegalArgumentException e) {
            // not Base64: the sentence below says it
        }
        throw ProblemException.of(
                400, "invalid_cursor", "cursor must be the \"next\" of an earlier page; leave it out for the first.");
    }
}

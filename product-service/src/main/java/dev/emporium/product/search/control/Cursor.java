package dev.emporium.product.search.control;

import com.google.common.hash.Hashing;
import dev.emporium.platform.Json;
import dev.emporium.platform.problem.ProblemException;
import dev.emporium.product.search.entity.ListingFilters;
import dev.emporium.product.search.entity.ListingQuery;
import dev.emporium.product.search.entity.Position;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How far somebody has come with a query. It is written with a fingerprint of that query, and means nothing to another.
 *
 * @param alike whether the query's words were taken for misspelt
 */
record Cursor(Position position, boolean alike) {
    /** As long as the hash of the query, the flag and the id; the key follows. */
    private static final int HEAD = Long.BYTES + 1 + 2 * Long.BYTES;

    private static final Pattern PRICE = Pattern.compile("[A-Z]{3} [0-9]{1,18}");
    private static final Pattern SCORE = Pattern.compile("[0-9]{1,18}");

    String write(ListingQuery query) {
        byte[] key = position.key().getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(HEAD + key.length)
                .putLong(fingerprint(query))
                .put((byte) (alike ? 1 : 0))
                .putLong(position.productId().getMostSignificantBits())
                .putLong(position.productId().getLeastSignificantBits())
                .put(key);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /** @throws ProblemException 400 for what was not written for this query */
    static Cursor read(String text, ListingQuery query) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            if (bytes.length >= HEAD) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes).position(Long.BYTES);
                boolean alike = buffer.get() != 0;
                UUID productId = new UUID(buffer.getLong(), buffer.getLong());
                String key = StandardCharsets.UTF_8.decode(buffer).toString();
                Cursor cursor = new Cursor(new Position(key, productId), alike);
                // whatever is of another query, or spelt in another way, is none of ours
                if (isKey(key, query) && cursor.write(query).equals(text)) {
                    return cursor;
                }
            }
        } catch (IllegalArgumentException e) {
            // not Base64: the sentence below says it
        }
        throw ProblemException.of(
                400,
                "invalid_cursor",
                "cursor must be the \"next\" of an earlier page of the same query; leave it out for the first.");
    }

    private static boolean isKey(String key, ListingQuery query) {
        return switch (query.order()) {
            case NEWEST -> key.isEmpty();
            case PRICE, DEAREST -> PRICE.matcher(key).matches();
            case RELEVANCE -> SCORE.matcher(key).matches();
            case NAME -> Json.storable(key);
        };
    }

    /** Of all that decides what is listed and in which order. */
    private static long fingerprint(ListingQuery query) {
        ListingFilters filters = query.filters();
        String all = Stream.of(
                        query.text(),
                        query.order(),
                        filters.category(),
                        filters.brand(),
                        filters.family(),
                        filters.attributes(),
                        filters.currency(),
                        filters.lowest(),
                        filters.highest(),
                        filters.inStock())
                .map(part -> {
                    String text = String.valueOf(part);
                    return text.length() + ":" + text;
                })
                .collect(Collectors.joining());
        return Hashing.sha256().hashString(all, StandardCharsets.UTF_8).asLong();
    }
}

package dev.emporium.product.catalogue.boundary;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.platform.Ids;
import dev.emporium.platform.Platform;
import dev.emporium.platform.web.ReadyAnswer;
import dev.emporium.platform.web.ReadyAnswers;
import dev.emporium.product.catalogue.control.Showcase;
import dev.emporium.product.catalogue.control.ShownPages;
import dev.emporium.product.catalogue.entity.ProductRepository;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;

/** What guests are answered about products, one or a page of them, written once for many. */
public final class GuestAnswers {
    private static final long MOST_KEPT = Runtime.getRuntime().maxMemory() / 16;
    /** Of pages, which live for a second. */
    private static final long MOST_PAGES = MOST_KEPT / 2;

    private GuestAnswers() {}

    /** Keeps them, and gives them before anything else is asked where they are at hand. */
    public static Showcase<ReadyAnswer> showcase(Platform platform, ProductRepository products) {
        ObjectMapper json = platform.json();
        Showcase<ReadyAnswer> showcase = new Showcase<>(
                platform.jdbi(),
                products,
                product -> EntityTags.tagged(json, product),
                ReadyAnswer::size,
                MOST_KEPT,
                platform.meters().cache("products"));
        platform.manage(showcase);
        give(
                platform,
                "/products/{product_id}",
                (productId, query) -> query == null && Ids.isId(productId)
                        ? showcase.glance(Ids.parse(productId))
                        : Optional.empty());
        return showcase;
    }

    /**
     * The same for pages, by the query that asks for them, to the letter.
     *
     * @param moment of the system's clock from which on things are as they are found next
     */
    public static ShownPages<ReadyAnswer> pages(Platform platform, LongSupplier moment) {
        ShownPages<ReadyAnswer> pages = new ShownPages<>(
                ReadyAnswer::size, MOST_PAGES, platform.meters().cache("product-pages"), moment);
        give(
                platform,
                "/products",
                (below, query) ->
                        below.isEmpty() ? pages.glance(Objects.requireNonNullElse(query, "")) : Optional.empty());
        return pages;
    }

    private static void give(
            Platform platform, String route, BiFunction<String, String, Optional<ReadyAnswer>> answers) {
        platform.environment()
                .getApplicationContext()
                .insertHandler(new ReadyAnswers(platform.rootPath(), route, answers));
    }
}

package dev.emporium.product.catalogue.boundary;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.platform.Ids;
import dev.emporium.platform.Platform;
import dev.emporium.platform.web.ReadyAnswer;
import dev.emporium.platform.web.ReadyAnswers;
import dev.emporium.product.catalogue.control.Showcase;
import dev.emporium.product.catalogue.entity.Product;
import dev.emporium.product.catalogue.entity.ProductRepository;
import java.util.Optional;

/** What guests are answered about products, written once for many. */
public final class GuestAnswers {
    private static final long MOST_KEPT = Runtime.getRuntime().maxMemory() / 16;

    private final Showcase<ReadyAnswer> showcase;

    private GuestAnswers(Showcase<ReadyAnswer> showcase) {
        this.showcase = showcase;
    }

    /** Keeps them, and gives them before anything else is asked where they are at hand. */
    public static Showcase<ReadyAnswer> showcase(Platform platform, ProductRepository products) {
        ObjectMapper json = platform.json();
        Showcase<ReadyAnswer> showcase = new Showcase<>(
                platform.jdbi(), products, product -> answer(json, product), ReadyAnswer::size, MOST_KEPT);
        platform.manage(showcase);
        GuestAnswers answers = new GuestAnswers(showcase);
        platform.environment()
                .getApplicationContext()
                .insertHandler(new ReadyAnswers(platform.rootPath(), "/products/{product_id}", answers::find));
        return showcase;
    }

    private static ReadyAnswer answer(ObjectMapper json, Product product) {
        try {
            return new ReadyAnswer(json.writeValueAsBytes(ProductResponse.from(product)), EntityTags.of(product));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private Optional<ReadyAnswer> find(String productId) {
        return Ids.isId(productId) ? showcase.glance(Ids.parse(productId)) : Optional.empty();
    }
}

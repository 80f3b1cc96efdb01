package dev.emporium.cart;

import dev.emporium.cart.cart.boundary.CartAnswers;
import dev.emporium.cart.cart.boundary.CartMergeResource;
import dev.emporium.cart.cart.boundary.CartsResource;
import dev.emporium.cart.cart.boundary.CustomerEventsListener;
import dev.emporium.cart.cart.boundary.OrderEventsListener;
import dev.emporium.cart.cart.control.CartErasure;
import dev.emporium.cart.cart.control.CartMerge;
import dev.emporium.cart.cart.control.CartRetention;
import dev.emporium.cart.cart.control.Carts;
import dev.emporium.cart.cart.control.OrderedItems;
import dev.emporium.cart.cart.control.ProductCatalogue;
import dev.emporium.cart.cart.control.RemoteProductCatalogue;
import dev.emporium.cart.cart.entity.CartOwnership;
import dev.emporium.cart.cart.entity.CartRepository;
import dev.emporium.platform.Platform;
import dev.emporium.platform.Worker;
import dev.emporium.platform.client.RemoteService;
import dev.emporium.platform.idempotency.Idempotency;
import dev.emporium.platform.messaging.Messaging;
import dev.emporium.platform.security.Security;
import dev.emporium.platform.service.EmporiumService;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** Carts, with prices and availability from the product service, cleared of what was ordered. */
public final class CartService extends EmporiumService<CartConfiguration> {
    /** Nobody waits for a cart to be emptied, and most orders come from none. */
    private static final Duration GATHERING = Duration.ofMillis(150);

    public CartService() {
        super("cart-service", "carts", CartConfiguration.class);
    }

    public static void main(String[] args) throws Exception {
        new CartService().start(args);
    }

    @Override
    protected void assemble(CartConfiguration configuration, Platform platform) {
        Security.install(platform, configuration.getTokens());
        RemoteService products = new RemoteService("product-service", configuration.getProductService(), platform);
        ProductCatalogue catalogue =
                new ProductCatalogue(new RemoteProductCatalogue(products), configuration.getKafka());
        platform.manage(catalogue.follower());
        Messaging messaging = new Messaging(platform, configuration.getKafka());
        Idempotency idempotency = new Idempotency(platform.json());
        CartRepository stored = new CartRepository();
        CartOwnership ownership = new CartOwnership();
        CartAnswers answers = new CartAnswers(platform.rootPath(), platform.json());
        Carts carts = new Carts(platform.jdbi(), stored, ownership, configuration.limits(), catalogue, idempotency);
        platform.resource(new CartsResource(carts, answers, platform.json()));
        CartMerge merge =
                new CartMerge(platform.jdbi(), stored, ownership, configuration.limits(), catalogue, idempotency);
        platform.resource(new CartMergeResource(merge, answers, platform.json()));
        listen(
                messaging,
                platform,
                new OrderedItems(stored),
                new CartErasure(ownership, idempotency, platform.clock()));
        platform.manage(Worker.every(
                "cart-retention",
                Duration.ofHours(1),
                Duration.ofDays(1),
                new CartRetention(platform.jdbi(), stored, ownership, messaging.outbox(), configuration.expiry())));
    }

    private static void listen(Messaging messaging, Platform platform, OrderedItems ordered, CartErasure erasure) {
        messaging.consume(
                Set.of("order.events", CustomerEventsListener.TOPIC),
                GATHERING,
                Map.of(
                        "order.confirmed",
                        new OrderEventsListener(ordered, platform.json()),
                        "customer.deleted",
                        new CustomerEventsListener(erasure)));
    }
}

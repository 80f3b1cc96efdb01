package dev.emporium.cart;

import dev.emporium.cart.cart.boundary.CartsResource;
import dev.emporium.cart.cart.boundary.OrderEventsListener;
import dev.emporium.cart.cart.control.CartRetention;
import dev.emporium.cart.cart.control.Carts;
import dev.emporium.cart.cart.control.OrderedItems;
import dev.emporium.cart.cart.control.RemoteProductCatalogue;
import dev.emporium.platform.EmporiumService;
import dev.emporium.platform.Platform;
import dev.emporium.platform.client.RemoteService;
import dev.emporium.platform.idempotency.Idempotency;
import dev.emporium.platform.messaging.MessageConsumer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Carts, with prices and availability from the product service, cleared of what was ordered. */
public final class CartService extends EmporiumService<CartConfiguration> {
    public CartService() {
        super("cart-service", "carts", CartConfiguration.class);
    }

    public static void main(String[] args) throws Exception {
        new CartService().start(args);
    }

    @Override
    protected void assemble(CartConfiguration configuration, Platform platform) {
        RemoteService products = new RemoteService("product-service", configuration.getProductService(), platform);
        Carts carts =
                new Carts(platform.jdbi(), new RemoteProductCatalogue(products), new Idempotency(platform.json()));
        platform.resource(new CartsResource(carts, platform.rootPath(), platform.json()));
        listen(configuration, platform);
        platform.environment()
                .lifecycle()
                .scheduledExecutorService("cart-retention")
                .build()
                .scheduleWithFixedDelay(new CartRetention(platform.jdbi()), 1, 24, TimeUnit.HOURS);
    }

    /** Without an outbox: the service has nothing to tell. */
    private static void listen(CartConfiguration configuration, Platform platform) {
        platform.manage(new MessageConsumer(
                configuration.getKafka().bootstrapServers(),
                platform.serviceName(),
                platform.jdbi(),
                platform.json(),
                platform.metrics(),
                Set.of("order.events"),
                Map.of("order.confirmed", new OrderEventsListener(new OrderedItems(), platform.json()))));
    }
}

package dev.emporium.standalone;

import java.nio.file.Path;
import java.util.List;

/**
 * A service of the platform.
 *
 * @param name also that of its folder and its jar
 * @param collection its path at the gateway
 * @param port where it listens unless told otherwise; its admin port is 1000 higher
 */
record Service(String name, String collection, int port, String database) {

    /** All that run; a further one is a further line. */
    static final List<Service> ALL = List.of(
            new Service("product-service", "/products", 8001, "product"),
            new Service("cart-service", "/carts", 8002, "cart"),
            new Service("order-service", "/orders", 8003, "orders"),
            new Service("customer-service", "/customers", 8006, "customer"));

    /** Whether it makes the access tokens, which the others verify. */
    boolean makesTokens() {
        return name.equals("customer-service");
    }

    Path jar(Path home) {
        return home.resolve(name).resolve("target").resolve(name + ".jar");
    }
}

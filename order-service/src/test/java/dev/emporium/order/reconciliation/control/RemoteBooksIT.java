package dev.emporium.order.reconciliation.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.sun.net.httpserver.HttpServer;
import dev.emporium.order.reconciliation.entity.Entry;
import dev.emporium.platform.Money;
import dev.emporium.platform.Platform;
import dev.emporium.platform.Secret;
import dev.emporium.platform.client.RemoteService;
import dev.emporium.platform.client.RemoteServiceException;
import dev.emporium.platform.client.ServiceToken;
import dev.emporium.platform.client.ServiceTokenConfiguration;
import dev.emporium.platform.testing.ServiceStub;
import dev.emporium.platform.web.Page;
import io.dropwizard.core.setup.Environment;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** What others say of their books is understood as their contracts have it. */
class RemoteBooksIT {
    private static final UUID ID = UUID.fromString("0199b8e2-5d3f-7c41-9a57-3c1f2f6d8e10");
    private static final String OF = "{\"items\":[{\"order_id\":\"" + ID + "\",%s}],\"next\":null}";

    private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
    private final Platform platform =
            new Platform("order-service", null, environment(), null, null, new PrometheusRegistry());

    /** With the names of the API. */
    private static Environment environment() {
        Environment environment = new Environment("test");
        environment.getObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
        return environment;
    }

    private ServiceStub books(String service, String collection, String entry) {
        return new ServiceStub(service, collection, request -> {
            asked.add(request.toString());
            return OF.formatted(entry);
        });
    }

    private RemoteService at(ServiceStub stub) {
        return new RemoteService("books", URI.create(stub.url()), platform);
    }

    private static HttpServer tokens() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] token = "{\"access_token\":\"token\",\"token_type\":\"Bearer\",\"expires_in\":900}".getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, token.length);
            exchange.getResponseBody().write(token);
            exchange.close();
        });
        server.start();
        return server;
    }

    @Test
    void areReadInTheNameOfTheService() throws IOException {
        HttpServer tokens = tokens();
        try (ServiceStub products = books("product-service", "/products", "\"state\":\"committed\",\"pieces\":2");
                ServiceStub payments = books(
                        "payment-service",
                        "/payments",
                        "\"status\":\"captured\",\"amount\":%1$s,\"captured\":%1$s,\"refunded\":{\"amount\":\"0.00\",\"currency\":\"EUR\"}"
                                .formatted("{\"amount\":\"8.90\",\"currency\":\"EUR\"}"));
                ServiceStub shipments = books("shipping-service", "/shipments", "\"status\":\"in_transit\"")) {
            ServiceToken token = new ServiceToken(
                    new ServiceTokenConfiguration(
                            URI.create("http://127.0.0.1:" + tokens.getAddress().getPort()), new Secret("a-secret")),
                    platform);
            List<Counterpart<?>> all = RemoteBooks.all(at(products), at(payments), at(shipments), token);
            assertThat(all.get(0).pages().read(null, 1000).items())
                    .isEqualTo(List.of(new Entry.Stock(ID, "committed", 2L)));
            Money total = Money.of(890, "EUR");
            assertThat(all.get(1).pages().read(Page.cursor(ID), 1000).items())
                    .isEqualTo(List.of(new Entry.Payment(ID, "captured", total, total, Money.of(0, "EUR"))));
            assertThat(all.get(2).pages().read(null, 1000).items())
                    .isEqualTo(List.of(new Entry.Shipment(ID, "in_transit")));
            assertThat(asked)
                    .containsExactly(
                            "/products/books?limit=1000",
                            "/payments/books?limit=1000&cursor=" + Page.cursor(ID),
                            "/shipments/books?limit=1000");
        } finally {
            tokens.stop(0);
        }
    }

    @Test
    void areNotReadWithoutASecret() {
        try (ServiceStub products = books("product-service", "/products", "\"state\":\"committed\",\"pieces\":2")) {
            ServiceToken none =
                    new ServiceToken(new ServiceTokenConfiguration(URI.create(products.url()), null), platform);
            Counterpart<?> stock = RemoteBooks.all(at(products), at(products), at(products), none)
                    .get(0);
            assertThatThrownBy(() -> stock.pages().read(null, 1)).isInstanceOf(RemoteServiceException.class);
            assertThat(asked).isEmpty();
        }
    }
}

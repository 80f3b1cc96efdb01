package dev.emporium.cart.cart.boundary;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.cart.cart.entity.PricedCart;
import dev.emporium.platform.RootPath;
import dev.emporium.platform.idempotency.Answer;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Map;

/** Carts as answers that can be kept for a request that comes again. */
public record CartAnswers(RootPath rootPath, ObjectMapper json) {
    Answer created(PricedCart cart) {
        return new Answer(201, location(cart), body(cart));
    }

    Answer ok(PricedCart cart) {
        return new Answer(200, Map.of(), body(cart));
    }

    /** For a cart that may be another one than the request named. */
    Answer okElsewhere(PricedCart cart) {
        return new Answer(200, location(cart), body(cart));
    }

    private Map<String, String> location(PricedCart cart) {
        return Map.of(HttpHeaders.LOCATION, rootPath.uri(cart.cart().cartId()).toString());
    }

    private String body(PricedCart cart) {
        try {
            return json.writeValueAsString(CartResponse.from(cart));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}

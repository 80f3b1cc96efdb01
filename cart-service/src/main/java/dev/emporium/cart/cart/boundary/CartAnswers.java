package dev.emporium.cart.cart.boundary;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.cart.cart.entity.PricedCart;
import dev.emporium.platform.RootPath;
import dev.emporium.platform.idempotency.Answer;
import dev.emporium.platform.web.EntityTagFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Carts as answers that can be kept for a request that comes again. */
public record CartAnswers(RootPath rootPath, ObjectMapper json) {
    Answer created(PricedCart cart) {
        return answer(201, cart, location(cart));
    }

    Answer ok(PricedCart cart) {
        return answer(200, cart, Map.of());
    }

    /** For a cart that may be another one than the request named. */
    Answer okElsewhere(PricedCart cart) {
        return answer(200, cart, location(cart));
    }

    private Answer answer(int status, PricedCart cart, Map<String, String> headers) {
        String body = body(cart);
        Map<String, String> all = new HashMap<>(headers);
        all.put(HttpHeaders.ETAG, EntityTagFilter.tag(cart.cart().version(), body.getBytes(StandardCharsets.UTF_8)));
        return new Answer(status, all, body);
    }

    /** A cart that is only read, or whose answer is not kept. */
    Response response(PricedCart cart) {
        return ok(cart).toResponse();
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

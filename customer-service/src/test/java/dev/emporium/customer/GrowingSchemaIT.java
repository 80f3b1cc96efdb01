package dev.emporium.customer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.platform.testing.GrowingSchema;
import java.util.List;
import org.junit.jupiter.api.Test;

class GrowingSchemaIT {
    private static final String ADDRESS =
            """
            {"name": "Jo", "line1": "1 High Street", "city": "Leeds", "postal_code": "LS1 1AA", "country": "GB"}
            """;

    @Test
    void answersAsBeforeWhenTablesGetMoreColumns() {
        try (Desk desk = new Desk()) {
            for (int i = 0; i < 5; i++) {
                useEverything(desk);
            }
            GrowingSchema.grow(desk.database);
            for (int i = 0; i < 5; i++) {
                useEverything(desk);
            }
        }
    }

    private static void useEverything(Desk desk) {
        Desk.Person me = desk.newcomer();
        String token = me.accessToken();
        String admin = desk.admin();
        Desk.Reply address = desk.as(token, "POST", "/me/addresses", ADDRESS);
        String saved = "/me/addresses/" + address.text("/address_id");
        assertThat(List.of(
                        desk.refresh(me.refreshToken()),
                        desk.as(token, "GET", "/me", null),
                        desk.as(token, "PATCH", "/me", "{\"name\": \"Joanna\"}"),
                        address,
                        desk.as(token, "GET", "/me/addresses", null),
                        desk.as(token, "GET", saved, null),
                        desk.as(token, "PUT", saved, ADDRESS),
                        desk.as(admin, "GET", "/?limit=2", null),
                        desk.as(admin, "PUT", "/" + me.id() + "/roles", "{\"roles\": [\"customer\"]}"),
                        desk.as(admin, "GET", "/audit?limit=2", null),
                        desk.send("GET", "/.well-known/jwks.json", null)))
                .extracting(Desk.Reply::status)
                .allMatch(status -> status < 300);
    }
}

package dev.emporium.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.system.Http.Answer;
import java.net.http.HttpRequest.BodyPublishers;

/** A file of products. */
final class Imports {
    static final String TYPE = "application/x-ndjson";

    /** The same product each time. */
    static final String LINES =
            "{\"sku\": \"SYS-IMPORTED\", \"name\": \"Thing\", \"price\": {\"amount\": \"1.00\", \"currency\": \"EUR\"}}\n";

    private Imports() {}

    /** @return the id of one that is new */
    static String create(Http staff) throws Exception {
        Answer accepted = staff.send(
                "POST", "/products/imports?dry_run=true", BodyPublishers.ofString(LINES), "Content-Type", TYPE);
        assertThat(accepted.status()).as(accepted.toString()).isEqualTo(202);
        return accepted.text("import_id");
    }
}

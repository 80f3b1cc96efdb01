package dev.emporium.platform.documentation;

import dev.emporium.platform.Version;
import dev.emporium.platform.problem.Refusal;
import io.swagger.v3.oas.models.info.Contact;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** How to begin, and what each problem code means. */
final class Introduction {
    /** Of the platform, and of the service: the codes of refusals that have words of their own. */
    static final String CODES = "problem-codes.properties";

    private static final String TEXT =
            """
            ## Signing in
            %s Send the `access_token` as `Authorization: Bearer ...`. It lasts for minutes; the \
            `refresh_token` gives the next one, once. A platform that is there to be tried out (`run.sh`, or \
            `DEMO_ACCOUNTS=true`) has the accounts `customer@`, `staff@` and `admin@emporium.example`, with passwords \
            such as `demo-customer-password`; elsewhere there are none. Operations with an open lock take guests too.

            ## Repeating a request
            Send an `Idempotency-Key`, a new UUID for each request that is not a repetition: with the same key and the \
            same body the first answer is given again, with `Idempotent-Replayed: true`, and nothing happens twice. A \
            guest's key is a secret.

            ## Bodies, parameters and pages
            A body is JSON in UTF-8 with fields in snake_case, of 64 KiB at most where nothing else is said; a field \
            that is not known is refused. So is a query parameter that is unknown, empty or given twice; those that \
            begin with utm_ or _ are ignored. A list is given in pages: `next` is the `cursor` of the following one, \
            null on the last. `If-None-Match` with an `ETag` that one has is answered 304 while it is right.

            ## Errors
            A refusal is a problem document (RFC 9457), `application/problem+json`. `code` is stable and meant for \
            programs, `detail` for people, `errors` says which fields are at fault, `request_id` finds the request in \
            the logs, `trace_id` in the traces. 429 and 503 say in `Retry-After` when to try again.

            <details><summary>What each code means</summary>

            | code | meaning |
            | --- | --- |
            %s

            </details>
            """;

    private static final String ELSEWHERE = "Tokens come from the service that knows who people are.";

    private Introduction() {}

    /** @param tokens where one signs in, null where access control is not switched on */
    static Info of(String title, String tokens) throws IOException {
        String signIn = tokens == null
                ? ELSEWHERE
                : "`POST %s` with `{\"grant_type\": \"password\", \"email\": ..., \"password\": ...}`, or \"Authorize\" here."
                        .formatted(tokens);
        return new Info()
                .title(title)
                .version(Version.BUILT)
                .license(new License().name("MIT").identifier("MIT"))
                .contact(new Contact().name("Emporium"))
                .description(TEXT.formatted(signIn, table()));
    }

    private static String table() throws IOException {
        return codes().entrySet().stream()
                .map(code -> "| `%s` | %s |".formatted(code.getKey(), code.getValue()))
                .collect(Collectors.joining("\n"));
    }

    /** With their meanings. */
    static Map<String, String> codes() throws IOException {
        Map<String, String> codes = new TreeMap<>();
        // what the service means by a code comes first on the class path
        for (URL file : Collections.list(Introduction.class.getClassLoader().getResources(CODES))) {
            Properties own = new Properties();
            try (InputStream in = file.openStream()) {
                own.load(new InputStreamReader(in, StandardCharsets.UTF_8));
            }
            own.stringPropertyNames().forEach(code -> codes.putIfAbsent(code, own.getProperty(code)));
        }
        IntStream.range(400, 600)
                .mapToObj(Refusal::of)
                .forEach(refusal -> codes.putIfAbsent(refusal.code(), refusal.detail()));
        return codes;
    }
}

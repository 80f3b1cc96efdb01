package dev.emporium.system;

import dev.emporium.platform.testing.ApiDescription;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Holds every answer that the tests get of a server of the API against what the server says of itself, so that the two
 * cannot part. Thread safe.
 */
final class Descriptions {
    /** What no API describes: the page that greets, the documentation, and which methods there are. */
    private static final Pattern BESIDE =
            Pattern.compile("GET (/|.*/(docs(/.*)?|openapi\\.json))|HEAD .*/docs(/.*)?|OPTIONS .*");

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Map<String, List<ApiDescription>> BY_SERVER = new ConcurrentHashMap<>();

    private Descriptions() {}

    /** From now on, the answers of the server are held against what it says at these paths. */
    static void learn(URI server, List<String> paths) {
        HttpClient client = HttpClient.newHttpClient();
        List<ApiDescription> descriptions = new ArrayList<>();
        try {
            for (String path : paths) {
                HttpRequest request =
                        HttpRequest.newBuilder(server.resolve(path)).build();
                // the first that a service makes takes a busy machine longer than its gateway waits
                descriptions.add(Eventually.get(PATIENCE, () -> described(client, request)));
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        BY_SERVER.put(server.getAuthority(), List.copyOf(descriptions));
    }

    private static ApiDescription described(HttpClient client, HttpRequest request)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(answer + " " + answer.body());
        }
        return new ApiDescription(request.uri(), Http.JSON.readTree(answer.body()));
    }

    static List<ApiDescription> of(URI server) {
        return BY_SERVER.get(server.getAuthority());
    }

    /** @throws UndescribedError for an answer that its server did not announce */
    static void check(HttpResponse<String> answer) {
        List<ApiDescription> descriptions = BY_SERVER.getOrDefault(answer.uri().getAuthority(), List.of());
        String path = answer.uri().getRawPath();
        if (descriptions.isEmpty()
                || BESIDE.matcher(answer.request().method() + " " + path).matches()) {
            return;
        }
        // of what belongs to nobody, each says that it is refused
        ApiDescription description = descriptions.stream()
                .filter(candidate -> candidate.covers(path))
                .findAny()
                .orElse(descriptions.get(0));
        List<String> faults = description.faults(ApiDescription.Answer.of(answer));
        if (!faults.isEmpty()) {
            throw new UndescribedError(faults + ": " + answer + " " + answer.body());
        }
    }

    /** Nothing that is worth another try. */
    private static final class UndescribedError extends Error {
        private static final long serialVersionUID = 1L;

        UndescribedError(String message) {
            super(message);
        }
    }
}

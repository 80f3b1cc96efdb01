package dev.emporium.system;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a service has at {@code /metrics}.
 *
 * @param metrics by name
 */
record Exposition(String text, Map<String, Metric> metrics) {
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"(?:[^\"\\\\]|\\\\.)*\"[,}]");
    private static final Set<String> PARTS = Set.of("le", "quantile");

    /** @param labels without those of which a histogram or summary consists */
    record Metric(String type, Set<String> labels) {}

    static Exposition of(Platform platform, String service) throws Exception {
        URI metrics = URI.create("http://127.0.0.1:" + platform.ports().admin(service) + "/metrics");
        return parse(HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
                .body());
    }

    static Exposition parse(String text) {
        Map<String, Metric> metrics = new LinkedHashMap<>();
        Metric[] last = {null};
        text.lines().forEach(line -> {
            if (line.startsWith("# TYPE ")) {
                String[] words = line.split(" ");
                last[0] = new Metric(words[3], new TreeSet<>());
                metrics.put(words[2], last[0]);
            } else if (!line.startsWith("#") && line.contains("{")) {
                last[0].labels().addAll(labels(line));
            }
        });
        return new Exposition(text, metrics);
    }

    private static Set<String> labels(String line) {
        Set<String> labels = new HashSet<>();
        Matcher label = LABEL.matcher(line.substring(line.indexOf('{') + 1));
        while (label.find()) {
            labels.add(label.group(1));
        }
        labels.removeAll(PARTS);
        return labels;
    }
}

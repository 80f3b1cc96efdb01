package dev.emporium.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What is imported into Kibana, object by object. */
record SavedObjects(List<JsonNode> all) {
    SavedObjects {
        all = List.copyOf(all);
    }

    /** Of {@code logging/}. */
    static SavedObjects ours() {
        return parse(ServiceLogs.text(Platform.root().resolve("logging/kibana/saved-objects.ndjson")));
    }

    /** One on each line. */
    static SavedObjects parse(String lines) {
        return new SavedObjects(lines.lines().map(SavedObjects::read).toList());
    }

    /** Those that show log lines, and not refused ones. */
    List<JsonNode> ofLogs(String type) {
        return all.stream()
                .filter(object -> object.path("type").asText().equals(type)
                        && references(object, "index-pattern").contains("logs-emporium"))
                .toList();
    }

    JsonNode get(String id) {
        return all.stream()
                .filter(object -> object.path("id").asText().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** The fields that an object asks for or shows. */
    static Set<String> fields(JsonNode object) {
        Set<String> fields = new TreeSet<>(new Kql(query(object)).fields());
        object.at("/attributes/columns").forEach(column -> fields.add(column.asText()));
        object.at("/attributes/sort").forEach(sort -> fields.add(sort.path(0).asText()));
        for (JsonNode column : columns(object)) {
            fields.add(column.path("sourceField").asText());
            fields.addAll(new Kql(column.path("filter").path("query").asText()).fields());
        }
        if (object.at("/attributes").has("controlGroupInput")) {
            read(object.at("/attributes/controlGroupInput/panelsJSON").asText())
                    .forEach(control ->
                            fields.add(control.at("/explicitInput/fieldName").asText()));
        }
        fields.remove("___records___");
        return fields;
    }

    /** What it searches for, in Kibana's language. */
    static String query(JsonNode object) {
        String source =
                object.at("/attributes/kibanaSavedObjectMeta/searchSourceJSON").asText("{}");
        return object.at("/attributes/state").isMissingNode()
                ? read(source).at("/query/query").asText()
                : object.at("/attributes/state/query/query").asText();
    }

    /** The body of the search that Kibana sends for a search, of this query. */
    static ObjectNode search(JsonNode object, String query) {
        ObjectNode body = Http.JSON.createObjectNode().put("size", 1_000);
        body.set("query", new Kql(query).query());
        ArrayNode sort = body.putArray("sort");
        object.at("/attributes/sort").forEach(each -> sort.addObject()
                .put(each.path(0).asText(), each.path(1).asText()));
        return body;
    }

    /** The body of the search that Kibana sends for a visualisation. */
    static ObjectNode aggregation(JsonNode object) {
        ObjectNode body = Http.JSON.createObjectNode().put("size", 0);
        body.set("query", new Kql(query(object)).query());
        JsonNode columns = columns(object);
        List<String> buckets = new ArrayList<>();
        ObjectNode metrics = Http.JSON.createObjectNode();
        columns.properties().forEach(column -> {
            if (column.getValue().path("isBucketed").asBoolean()) {
                buckets.add(column.getKey());
            } else {
                metric(metrics, column.getKey(), column.getValue());
            }
        });
        ObjectNode level = body;
        for (String name : buckets) {
            ObjectNode bucket = level.withObject("/aggs").putObject(name);
            bucket(bucket, columns.path(name), columns);
            bucket.set("aggs", metrics.deepCopy());
            level = bucket;
        }
        return body;
    }

    private static void metric(ObjectNode metrics, String name, JsonNode column) {
        ObjectNode metric = metrics.putObject(name);
        switch (column.path("operationType").asText()) {
            case "count" ->
                metric.set("filter", new Kql(column.path("filter").path("query").asText()).query());
            case "percentile" ->
                metric.putObject("percentiles")
                        .put("field", column.path("sourceField").asText())
                        .putArray("percents")
                        .add(column.at("/params/percentile").asInt());
            default -> throw new IllegalArgumentException("not known: " + column);
        }
    }

    private static void bucket(ObjectNode bucket, JsonNode column, JsonNode columns) {
        String field = column.path("sourceField").asText();
        switch (column.path("operationType").asText()) {
            case "date_histogram" ->
                bucket.putObject("date_histogram")
                        .put("field", field)
                        .put("fixed_interval", "1m")
                        .put("min_doc_count", 1);
            case "terms" -> {
                String by = column.at("/params/orderBy/columnId").asText();
                JsonNode metric = columns.path(by);
                String key = metric.path("operationType").asText().equals("percentile")
                        ? by + "." + metric.at("/params/percentile").asInt()
                        : "_count";
                bucket.putObject("terms")
                        .put("field", field)
                        .put("size", column.at("/params/size").asInt())
                        .putObject("order")
                        .put(key, column.at("/params/orderDirection").asText());
            }
            default -> throw new IllegalArgumentException("not known: " + column);
        }
    }

    static JsonNode columns(JsonNode object) {
        return object.at("/attributes/state/datasourceStates/formBased/layers/data/columns");
    }

    /** What hangs in the air: ids that are not unique, references to nobody, names of columns and panels that are not there. */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        Set<String> known = new HashSet<>();
        for (JsonNode object : all) {
            if (!known.add(
                    object.path("type").asText() + "/" + object.path("id").asText())) {
                faults.add(object.path("id").asText() + " twice");
            }
        }
        for (JsonNode object : all) {
            String id = object.path("id").asText();
            Set<String> names = new HashSet<>();
            for (JsonNode reference : object.path("references")) {
                names.add(reference.path("name").asText());
                if (!known.contains(reference.path("type").asText() + "/"
                        + reference.path("id").asText())) {
                    faults.add(id + " refers to " + reference.path("id").asText() + ", which is not there");
                }
            }
            for (String name : needed(object)) {
                if (!names.contains(name)) {
                    faults.add(id + " has no reference " + name);
                }
            }
            shown(object).stream()
                    .filter(column -> !columns(object).has(column))
                    .forEach(column -> faults.add(id + " shows a column " + column + ", which is not there"));
        }
        return faults;
    }

    /** The names of references that an object of its type looks up. */
    private static List<String> needed(JsonNode object) {
        List<String> names = new ArrayList<>();
        switch (object.path("type").asText()) {
            case "search" ->
                names.add(read(object.at("/attributes/kibanaSavedObjectMeta/searchSourceJSON")
                                .asText())
                        .path("indexRefName")
                        .asText());
            case "lens" ->
                object.at("/attributes/state/datasourceStates/formBased/layers")
                        .fieldNames()
                        .forEachRemaining(layer -> names.add("indexpattern-datasource-layer-" + layer));
            case "dashboard" -> {
                read(object.at("/attributes/panelsJSON").asText())
                        .forEach(panel -> names.add(panel.path("panelIndex").asText() + ":"
                                + panel.path("panelRefName").asText()));
                read(object.at("/attributes/controlGroupInput/panelsJSON").asText())
                        .fieldNames()
                        .forEachRemaining(control -> names.add("controlGroup_" + control + ":optionsListDataView"));
            }
            default -> {}
        }
        return names;
    }

    /** The columns that a visualisation draws. */
    private static Set<String> shown(JsonNode object) {
        Set<String> shown = new TreeSet<>();
        JsonNode visualization = object.at("/attributes/state/visualization");
        for (String name : List.of("xAccessor", "splitAccessor", "columnId")) {
            visualization.findValues(name).forEach(value -> shown.add(value.asText()));
        }
        for (String name : List.of("accessors", "primaryGroups", "metrics")) {
            visualization.findValues(name).forEach(values -> values.forEach(value -> shown.add(value.asText())));
        }
        object.at("/attributes/state/datasourceStates/formBased/layers/data/columnOrder")
                .forEach(value -> shown.add(value.asText()));
        columns(object).findValuesAsText("columnId").forEach(shown::add);
        return shown;
    }

    private static List<String> references(JsonNode object, String type) {
        List<String> ids = new ArrayList<>();
        for (JsonNode reference : object.path("references")) {
            if (reference.path("type").asText().equals(type)) {
                ids.add(reference.path("id").asText());
            }
        }
        return ids;
    }

    private static JsonNode read(String text) {
        return ServiceLogs.parse(text);
    }
}

package dev.emporium.platform.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.dropwizard.configuration.ConfigurationSourceProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A service's configuration over the one that all have in common: objects and lists are merged item by item, and of all
 * else the service's holds.
 */
final class LayeredConfiguration implements ConfigurationSourceProvider {
    static final String BASE = "base-config.yaml";

    private static final ObjectMapper YAML = new YAMLMapper();

    private final ConfigurationSourceProvider base;
    private final ConfigurationSourceProvider own;

    /** @param base where {@link #BASE} is */
    LayeredConfiguration(ConfigurationSourceProvider base, ConfigurationSourceProvider own) {
        this.base = base;
        this.own = own;
    }

    @Override
    public InputStream open(String path) throws IOException {
        try (InputStream common = base.open(BASE);
                InputStream over = own.open(path)) {
            return new ByteArrayInputStream(YAML.writeValueAsBytes(merged(YAML.readTree(common), YAML.readTree(over))));
        }
    }

    private static JsonNode merged(JsonNode base, JsonNode own) {
        if (base instanceof ObjectNode common && own instanceof ObjectNode over) {
            over.properties()
                    .forEach(each -> common.set(
                            each.getKey(),
                            common.has(each.getKey())
                                    ? merged(common.get(each.getKey()), each.getValue())
                                    : each.getValue()));
            return common;
        }
        if (base instanceof ArrayNode common && own instanceof ArrayNode over) {
            for (int i = 0; i < over.size(); i++) {
                if (i < common.size()) {
                    common.set(i, merged(common.get(i), over.get(i)));
                } else {
                    common.add(over.get(i));
                }
            }
            return common;
        }
        return own;
    }
}

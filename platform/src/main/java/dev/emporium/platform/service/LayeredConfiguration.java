package dev.emporium.platform.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.dropwizard.configuration.ConfigurationSourceProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.UnaryOperator;
import org.apache.commons.text.StringSubstitutor;

/**
 * A service's configuration over the one that all have in common: objects and lists are merged item by item, and of all
 * else the service's holds. Then each {@code ${VAR:-default}} in a text is what the variable has, character by
 * character but for the ends of lines behind it, which secrets from files have: it was YAML's turn before, so that a
 * password may look like anything.
 */
final class LayeredConfiguration implements ConfigurationSourceProvider {
    static final String BASE = "base-config.yaml";

    private static final ObjectMapper YAML = new YAMLMapper();

    private final ConfigurationSourceProvider base;
    private final ConfigurationSourceProvider own;
    private final StringSubstitutor variables;

    /**
     * @param base where {@link #BASE} is
     * @param variables what a variable has; null for one that there is not
     */
    LayeredConfiguration(
            ConfigurationSourceProvider base, ConfigurationSourceProvider own, UnaryOperator<String> variables) {
        this.base = base;
        this.own = own;
        this.variables = new StringSubstitutor(name -> withoutLineEnd(variables.apply(name)));
        this.variables.setDisableSubstitutionInValues(true);
    }

    @Override
    public InputStream open(String path) throws IOException {
        try (InputStream common = base.open(BASE);
                InputStream over = own.open(path)) {
            JsonNode both = merged(YAML.readTree(common), YAML.readTree(over));
            return new ByteArrayInputStream(YAML.writeValueAsBytes(filled(both)));
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

    private JsonNode filled(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(each -> each.setValue(filled(each.getValue())));
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, filled(array.get(i)));
            }
        } else if (node.isTextual()) {
            return TextNode.valueOf(variables.replace(node.textValue()));
        }
        return node;
    }

    private static String withoutLineEnd(String value) {
        return value == null ? null : value.replaceFirst("[\r\n]+$", "");
    }
}

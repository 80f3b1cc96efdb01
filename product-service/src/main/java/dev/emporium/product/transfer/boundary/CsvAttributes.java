package dev.emporium.product.transfer.boundary;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The attributes of a product as tables have them: tags, up to three choices, which are words, and the rest.
 *
 * @param tags empty when there are none
 * @param choices in pairs of name and value
 * @param rest as JSON; empty when there is none
 */
record CsvAttributes(String tags, List<Map.Entry<String, String>> choices, String rest) {
    static final int MOST_CHOICES = 3;
    private static final String TAGS = "tags";

    /** @param choosing whether there is more than one to choose from */
    static CsvAttributes of(Map<String, Object> attributes, boolean choosing, ObjectMapper json) {
        String tags = "";
        List<Map.Entry<String, String>> choices = new ArrayList<>();
        Map<String, Object> rest = new LinkedHashMap<>();
        for (Map.Entry<String, Object> attribute : attributes.entrySet()) {
            if (!isPlain(attribute.getKey()) || !isPlain(attribute.getValue())) {
                rest.put(attribute.getKey(), attribute.getValue());
            } else if (attribute.getKey().equals(TAGS)) {
                tags = (String) attribute.getValue();
            } else if (choosing
                    && choices.size() < MOST_CHOICES
                    && !attribute.getKey().equals(ShopifyFile.NO_OPTION)) {
                choices.add(Map.entry(attribute.getKey(), (String) attribute.getValue()));
            } else {
                rest.put(attribute.getKey(), attribute.getValue());
            }
        }
        try {
            return new CsvAttributes(tags, choices, rest.isEmpty() ? "" : json.writeValueAsString(rest));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether it is the same when it is read from a table. */
    private static boolean isPlain(Object value) {
        return value instanceof String text && !text.isBlank() && text.strip().equals(text) && text.indexOf('\\') < 0;
    }

    /** The name of a choice, empty when there are not so many. */
    String name(int choice) {
        return choice < choices.size() ? choices.get(choice).getKey() : "";
    }

    String value(int choice) {
        return choice < choices.size() ? choices.get(choice).getValue() : "";
    }
}

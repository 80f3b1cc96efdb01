package dev.emporium.product.catalogue.boundary;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import java.io.IOException;

/** Reads an attribute's value: text, a number without loss, a truth value; anything else as the tree it is. */
final class AttributeDeserializer extends StdScalarDeserializer<Object> {
    private static final long serialVersionUID = 1L;

    AttributeDeserializer() {
        super(Object.class);
    }

    @Override
    public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> context.readValue(parser, String.class);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
            case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
            default -> context.readValue(parser, JsonNode.class);
        };
    }
}

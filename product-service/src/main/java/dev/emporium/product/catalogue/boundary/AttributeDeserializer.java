package dev.emporium.product.catalogue.boundary;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.TreeTraversingParser;
import java.io.IOException;
import java.math.BigDecimal;

/** Reads an attribute's value: text, a number as it is written, a truth value; anything else, a number that would not be told again as it is, too, as a tree. */
final class AttributeDeserializer extends StdScalarDeserializer<Object> {
    private static final long serialVersionUID = 1L;

    AttributeDeserializer() {
        super(Object.class);
    }

    @Override
    public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> context.readValue(parser, String.class);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser);
            case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
            default -> context.readValue(parser, JsonNode.class);
        };
    }

    /** What is in a tree was read before, and its text is Java's. */
    private static Object number(JsonParser parser) throws IOException {
        BigDecimal number = parser.getDecimalValue();
        JsonParser source = parser instanceof JsonParserDelegate bounded ? bounded.delegate() : parser;
        return source instanceof TreeTraversingParser || PlainNumber.isAt(parser)
                ? number
                : DecimalNode.valueOf(number);
    }
}

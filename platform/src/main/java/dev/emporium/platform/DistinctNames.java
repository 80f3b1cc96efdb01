package dev.emporium.platform;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import java.io.IOException;
import java.util.Map;

/**
 * Reads a map of which none of the values is lost in silence: two names that differ in the body may be one as they are
 * kept, as the two Unicode forms of {@code é} are.
 */
final class DistinctNames extends DelegatingDeserializer {
    private static final long serialVersionUID = 1L;

    DistinctNames(JsonDeserializer<?> reading) {
        super(reading);
    }

    @Override
    protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> reading) {
        return new DistinctNames(reading);
    }

    @Override
    public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        JsonStreamContext object = parser.getParsingContext();
        Object read = super.deserialize(parser, context);
        if (read instanceof Map<?, ?> map && map.size() < object.getEntryCount()) {
            throw new IllegalArgumentException("must not have one name in two spellings");
        }
        return read;
    }
}

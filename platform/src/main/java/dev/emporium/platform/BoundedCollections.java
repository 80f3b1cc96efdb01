package dev.emporium.platform;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.type.CollectionType;
import com.fasterxml.jackson.databind.type.MapType;
import jakarta.validation.constraints.Size;
import java.io.IOException;

/**
 * Stops reading a list or a map at the most elements that the {@code @Size} of its property allows, in the words of Bean
 * Validation: what is too much is neither built nor judged one by one.
 */
final class BoundedCollections extends BeanDeserializerModifier {
    private static final long serialVersionUID = 1L;

    @Override
    public JsonDeserializer<?> modifyCollectionDeserializer(
            DeserializationConfig config, CollectionType type, BeanDescription bean, JsonDeserializer<?> reading) {
        return new Unbounded(reading);
    }

    @Override
    public JsonDeserializer<?> modifyMapDeserializer(
            DeserializationConfig config, MapType type, BeanDescription bean, JsonDeserializer<?> reading) {
        return new Unbounded(new DistinctNames(reading));
    }

    /** Before it is known for which property. */
    private static final class Unbounded extends DelegatingDeserializer {
        private static final long serialVersionUID = 1L;

        Unbounded(JsonDeserializer<?> reading) {
            super(reading);
        }

        @Override
        protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> reading) {
            return new Unbounded(reading);
        }

        @Override
        public JsonDeserializer<?> createContextual(DeserializationContext context, BeanProperty property)
                throws JsonMappingException {
            Size size = property == null ? null : property.getAnnotation(Size.class);
            JsonDeserializer<?> contextual = super.createContextual(context, property);
            return size == null || size.max() == Integer.MAX_VALUE ? contextual : new Bounded(contextual, size);
        }
    }

    private static final class Bounded extends DelegatingDeserializer {
        private static final long serialVersionUID = 1L;

        private final transient Size size;

        Bounded(JsonDeserializer<?> reading, Size size) {
            super(reading);
            this.size = size;
        }

        @Override
        protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> reading) {
            return new Bounded(reading, size);
        }

        @Override
        public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            Counting counting = new Counting(parser, size);
            try {
                return super.deserialize(counting, context);
            } catch (JsonMappingException e) {
                // what is wrong is the collection, not the element that it was noticed at
                if (e.getCause() instanceof TooMany tooMany && tooMany.counting == counting) {
                    throw tooMany;
                }
                throw e;
            }
        }
    }

    private static final class Counting extends JsonParserDelegate {
        private final JsonStreamContext collection;
        private final Size size;

        Counting(JsonParser parser, Size size) {
            super(parser);
            this.collection = parser.getParsingContext();
            this.size = size;
        }

        @Override
        public JsonToken nextToken() throws IOException {
            JsonToken token = super.nextToken();
            if (collection.getEntryCount() > size.max()
                    && token != JsonToken.END_ARRAY
                    && token != JsonToken.END_OBJECT) {
                throw new TooMany(this);
            }
            return token;
        }
    }

    private static final class TooMany extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        private final transient Counting counting;

        TooMany(Counting counting) {
            super("size must be between " + counting.size.min() + " and " + counting.size.max());
            this.counting = counting;
        }
    }
}

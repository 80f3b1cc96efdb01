package dev.emporium.platform;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.deser.std.NumberDeserializers;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.emporium.platform.text.AsGiven;
import dev.emporium.platform.text.Line;
import dev.emporium.platform.text.MailAddress;
import dev.emporium.platform.text.Text;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The house's JSON: snake_case names, lower-case enums, ISO 8601 times, and nothing accepted that was not asked for (no
 * unknown or repeated field, no trailing token, no id in another spelling than {@link Ids}, no moment for a day, no number where a
 * string belongs, no text that PostgreSQL cannot hold). Texts are read as NFC.
 */
public final class Json {
    /** Far beyond what anybody here writes, and far from what would keep a reader busy. */
    private static final StreamReadConstraints LIMITS = StreamReadConstraints.builder()
            .maxNestingDepth(64)
            .maxNumberLength(100)
            .maxNameLength(1_000)
            .maxStringLength(1 << 20)
            .build();

    private Json() {}

    /** A new mapper; thread safe once configured. */
    public static ObjectMapper mapper() {
        // the reader of bytes that comes with canonical names refuses an escaped emoji in a name
        return JsonMapper.builder(JsonFactory.builder()
                        .streamReadConstraints(LIMITS)
                        .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                        .build())
                .addModule(new Jdk8Module())
                .addModule(new JavaTimeModule())
                .addModule(strictScalars().setDeserializerModifier(new BoundedCollections()))
                .annotationIntrospector(new LowerCaseEnums())
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .withCoercionConfigDefaults(
                        coercions -> coercions.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail))
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(
                        SerializationFeature.WRITE_DATES_AS_TIMESTAMPS,
                        SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                // a number keeps the digits that it was written with
                .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .enable(
                        DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                        DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                        DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                .build();
    }

    private static SimpleModule strictScalars() {
        SimpleModule module = new SimpleModule("strict-scalars");
        whole(module, int.class, BigDecimal::intValueExact);
        whole(module, Integer.class, BigDecimal::intValueExact);
        whole(module, long.class, BigDecimal::longValueExact);
        whole(module, Long.class, BigDecimal::longValueExact);
        return module.addDeserializer(String.class, new Texts(Text::nfc))
                .addKeyDeserializer(String.class, new Key())
                .addDeserializer(Instant.class, new Spelt<>(Instant.class, text -> OffsetDateTime.parse(text)
                        .toInstant()))
                .addDeserializer(LocalDate.class, new Spelt<>(LocalDate.class, LocalDate::parse))
                .addDeserializer(UUID.class, new Spelt<>(UUID.class, Ids::parse))
                .addKeyDeserializer(UUID.class, new IdKey());
    }

    @SuppressWarnings("unchecked")
    private static <T> void whole(SimpleModule module, Class<T> type, Function<BigDecimal, T> exact) {
        module.addDeserializer(type, (JsonDeserializer<T>) (JsonDeserializer<?>) new Whole<>(type, exact));
    }

    /** Unicode text without NUL and without half characters, which neither UTF-8 nor PostgreSQL can represent. */
    public static boolean storable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (c == 0 || Character.isSurrogate(c)) {
                return false;
            }
        }
        return true;
    }

    /** Texts are NFC; those of one line have no blanks around them; secrets stay as they are. */
    private static final class Texts extends StdScalarDeserializer<String> implements ContextualDeserializer {
        private static final long serialVersionUID = 1L;
        private static final Texts LINE = new Texts(Text::line);
        private static final Texts AS_GIVEN = new Texts(UnaryOperator.identity());
        private final transient UnaryOperator<String> form;

        Texts(UnaryOperator<String> form) {
            super(String.class);
            this.form = form;
        }

        @Override
        public JsonDeserializer<?> createContextual(DeserializationContext context, BeanProperty property) {
            if (property == null) {
                return this;
            }
            if (property.getAnnotation(AsGiven.class) != null) {
                return AS_GIVEN;
            }
            boolean line =
                    property.getAnnotation(Line.class) != null || property.getAnnotation(MailAddress.class) != null;
            return line ? LINE : this;
        }

        @Override
        public String deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (!parser.hasToken(JsonToken.VALUE_STRING)) {
                return (String) context.handleUnexpectedToken(String.class, parser);
            }
            String text = parser.getText();
            return storable(text)
                    ? form.apply(text)
                    : (String) context.handleWeirdStringValue(
                            String.class, "", "must be text without NUL or half characters");
        }
    }

    private static final class Key extends KeyDeserializer {
        @Override
        public Object deserializeKey(String key, DeserializationContext context) throws IOException {
            return storable(key)
                    ? Text.nfc(key)
                    : context.handleWeirdKey(String.class, "", "must be text without NUL or half characters");
        }
    }

    /** What is a text of one form. Jackson would take a moment, numbers or a list for a day, too, and [] for none. */
    private static final class Spelt<T> extends StdScalarDeserializer<T> {
        private static final long serialVersionUID = 1L;
        private final transient Function<String, T> reading;

        Spelt(Class<T> type, Function<String, T> reading) {
            super(type);
            this.reading = reading;
        }

        @Override
        @SuppressWarnings("unchecked")
        public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (!parser.hasToken(JsonToken.VALUE_STRING)) {
                return (T) context.handleUnexpectedToken(handledType(), parser);
            }
            try {
                return reading.apply(parser.getText());
            } catch (IllegalArgumentException | DateTimeException e) {
                return (T) context.handleWeirdStringValue(handledType(), parser.getText(), e.getMessage());
            }
        }
    }

    private static final class IdKey extends KeyDeserializer {
        @Override
        public Object deserializeKey(String key, DeserializationContext context) throws IOException {
            try {
                return Ids.parse(key);
            } catch (IllegalArgumentException e) {
                return context.handleWeirdKey(UUID.class, key, e.getMessage());
            }
        }
    }

    /** Takes 2.0 and 2e0 for 2, which is the same number to JSON; all else is read as Jackson reads it. */
    private static final class Whole<T> extends DelegatingDeserializer {
        private static final long serialVersionUID = 1L;
        private final transient Function<BigDecimal, T> exact;

        Whole(Class<T> type, Function<BigDecimal, T> exact) {
            super(NumberDeserializers.find(type, type.getName()));
            this.exact = exact;
        }

        @Override
        protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> delegate) {
            return this;
        }

        @Override
        public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (parser.hasToken(JsonToken.VALUE_NUMBER_FLOAT)) {
                try {
                    return exact.apply(parser.getDecimalValue());
                } catch (ArithmeticException e) {
                    // a fraction, or out of range, which Jackson says better
                }
            }
            return super.deserialize(parser, context);
        }
    }

    /** {@code OUT_OF_STOCK} is {@code "out_of_stock"}; an explicit name on the constant wins. */
    private static final class LowerCaseEnums extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        public String[] findEnumValues(
                MapperConfig<?> config, AnnotatedClass annotated, Enum<?>[] constants, String[] names) {
            return lowerCase(constants, super.findEnumValues(config, annotated, constants, names));
        }

        /** Still what the OpenAPI description asks for. */
        @Override
        @Deprecated
        public String[] findEnumValues(Class<?> type, Enum<?>[] constants, String[] names) {
            return lowerCase(constants, super.findEnumValues(type, constants, names));
        }

        private static String[] lowerCase(Enum<?>[] constants, String[] names) {
            for (int i = 0; i < constants.length; i++) {
                if (names[i] == null) {
                    names[i] = constants[i].name().toLowerCase(Locale.ROOT);
                }
            }
            return names;
        }
    }
}

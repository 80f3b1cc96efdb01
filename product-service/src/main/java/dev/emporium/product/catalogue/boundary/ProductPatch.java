package dev.emporium.product.catalogue.boundary;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.emporium.platform.problem.FieldError;
import dev.emporium.platform.problem.ProblemException;
import dev.emporium.platform.text.Text;
import dev.emporium.product.catalogue.entity.ProductDetails;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Validator;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Changes to some fields of a product: JSON Merge Patch, RFC 7396. Thread safe. */
final class ProductPatch {
    private final ObjectMapper json;
    private final Validator validator;

    ProductPatch(ObjectMapper json, Validator validator) {
        this.json = json;
        this.validator = validator;
    }

    /**
     * The product with the patch applied, checked like one that is written as a whole.
     *
     * @throws ProblemException 400 when the patch is no JSON, 422 when it is no object
     * @throws ConstraintViolationException when what comes out of it is not valid
     */
    ProductRequest apply(byte[] patch, ProductDetails present) throws JsonProcessingException {
        JsonNode whole = json.valueToTree(ProductRequest.of(present));
        ObjectNode changes = read(patch);
        changes.fieldNames().forEachRemaining(field -> {
            // one that is removed would not be missed
            if (!whole.has(field)) {
                throw invalid(field, "is not a known field");
            }
        });
        JsonNode merged = merge(whole, changes);
        ProductRequest request = json.treeToValue(merged, ProductRequest.class);
        Set<ConstraintViolation<ProductRequest>> violations = validator.validate(request);
        if (!violations.isEmpty()) {
            throw new ConstraintViolationException(violations);
        }
        return request;
    }

    private ObjectNode read(byte[] patch) throws JsonProcessingException {
        try {
            refuseNumbersThatAreNotPlain(patch);
            JsonNode tree = json.reader()
                    .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .readTree(patch);
            if (tree instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            throw e;
        } catch (IOException e) {
            throw new IllegalStateException("bytes can be read", e);
        }
        throw ProblemException.of(422, "invalid", "The body must be an object with the fields to change.");
    }

    /** In a tree one sees no more how they were written. */
    private void refuseNumbersThatAreNotPlain(byte[] patch) throws IOException {
        try (JsonParser parser = json.createParser(patch)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isNumeric() && !PlainNumber.isAt(parser)) {
                    throw invalid(field(parser.getParsingContext()), "must be " + PlainNumber.RULE);
                }
            }
        }
    }

    private static ProblemException invalid(String field, String message) {
        return ProblemException.of(422, "invalid", "The request is well-formed but not valid.")
                .withErrors(List.of(new FieldError(field, message)));
    }

    private static String field(JsonStreamContext value) {
        String within = value.inRoot() ? null : value.getParent().getCurrentName();
        return within == null ? String.valueOf(value.getCurrentName()) : within + "[" + value.getCurrentName() + "]";
    }

    static JsonNode merge(JsonNode target, JsonNode patch) {
        return merge("", target, patch);
    }

    private static JsonNode merge(String field, JsonNode target, JsonNode patch) {
        if (!(patch instanceof ObjectNode changes)) {
            return patch;
        }
        ObjectNode merged = target instanceof ObjectNode object ? object : changes.objectNode();
        Set<String> names = new HashSet<>();
        changes.properties().forEach(change -> {
            // as all names are kept
            String name = Text.nfc(change.getKey());
            if (!names.add(name)) {
                throw invalid(field, "must not have one name in two spellings");
            }
            if (change.getValue().isNull()) {
                merged.remove(name);
            } else {
                merged.set(name, merge(name, merged.get(name), change.getValue()));
            }
        });
        return merged;
    }
}

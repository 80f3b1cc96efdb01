package dev.emporium.product.catalogue.boundary;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.emporium.platform.problem.ConstraintProblems;
import dev.emporium.platform.problem.JsonProblems;
import dev.emporium.platform.problem.ProblemException;
import dev.emporium.product.catalogue.control.ProductEntry;
import dev.emporium.product.catalogue.entity.CategoryDetails;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Validator;
import java.util.Optional;
import java.util.Set;

/** Reads products and categories that do not come as a request's body by the same rules as those that do. Thread safe. */
public final class ProductReader {
    private final ObjectReader reader;
    private final ObjectReader categories;
    private final Validator validator;

    public ProductReader(ObjectMapper json, Validator validator) {
        this.reader = json.readerFor(ProductRequest.class);
        this.categories = json.readerFor(CategoryLine.class);
        this.validator = validator;
    }

    /** @throws ProblemException 400 when it is no JSON, 422 when it is no product, with what is wrong */
    public ProductEntry read(String product) {
        try {
            return checked(reader.readValue(product));
        } catch (JsonProcessingException e) {
            throw JsonProblems.of(e);
        }
    }

    /** The same for what has the form of JSON already. */
    public ProductEntry read(JsonNode product) {
        try {
            return checked(reader.treeToValue(product, ProductRequest.class));
        } catch (JsonProcessingException e) {
            throw JsonProblems.of(e);
        }
    }

    /**
     * A category, which has a path and no SKU; empty when it is none.
     *
     * @throws ProblemException 400 when it is no JSON, 422 when it is not as a category is written, with what is wrong
     */
    public Optional<CategoryDetails> category(String line) {
        // what products cannot have but among their attributes: few are read twice
        if (!line.contains("\"path\"")) {
            return Optional.empty();
        }
        try {
            JsonNode said = categories.readTree(line);
            if (!said.has("path") || said.has("sku")) {
                return Optional.empty();
            }
            CategoryLine category = categories.treeToValue(said, CategoryLine.class);
            check(category);
            return Optional.of(category.details());
        } catch (JsonProcessingException e) {
            throw JsonProblems.of(e);
        }
    }

    private <T> void check(T read) {
        Set<ConstraintViolation<T>> violations = validator.validate(read);
        if (!violations.isEmpty()) {
            throw ConstraintProblems.of(new ConstraintViolationException(violations));
        }
    }

    private ProductEntry checked(ProductRequest product) {
        if (product == null) {
            throw ProblemException.of(422, "invalid", "The line must be an object of the described form.");
        }
        check(product);
        return new ProductEntry(product.details(), product.stock() == null ? 0 : product.stock());
    }
}

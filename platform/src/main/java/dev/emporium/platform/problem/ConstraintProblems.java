package dev.emporium.platform.problem;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import io.dropwizard.jersey.validation.JerseyViolationException;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.StreamSupport;
import org.glassfish.jersey.server.model.Parameter;

/** Names what Bean Validation found by the names that the client uses: JSON fields and parameters. */
public final class ConstraintProblems {
    private ConstraintProblems() {}

    /** 422 with each field that is wrong; 500 when it is an answer that breaks its own constraints. */
    public static ProblemException of(ConstraintViolationException failure) {
        if (failure.getConstraintViolations().stream().anyMatch(ConstraintProblems::isOurs)) {
            return Refusal.exception(500);
        }
        List<FieldError> errors = failure.getConstraintViolations().stream()
                .map(violation -> new FieldError(field(violation, failure), violation.getMessage()))
                .sorted(Comparator.comparing(FieldError::field).thenComparing(FieldError::message))
                .toList();
        return Refusal.exception(422).withErrors(errors);
    }

    /** An answer that breaks its own constraints is no mistake of the client. */
    private static boolean isOurs(ConstraintViolation<?> violation) {
        return StreamSupport.stream(violation.getPropertyPath().spliterator(), false)
                .anyMatch(node -> node.getKind() == ElementKind.RETURN_VALUE);
    }

    private static String field(ConstraintViolation<?> violation, ConstraintViolationException failure) {
        StringBuilder field = new StringBuilder();
        for (Path.Node node : violation.getPropertyPath()) {
            if (node.isInIterable()) {
                field.append('[')
                        .append(node.getKey() == null ? node.getIndex() : node.getKey())
                        .append(']');
            }
            String name = name(node, failure);
            if (!name.isEmpty()) {
                field.append(field.isEmpty() ? "" : ".").append(name);
            }
        }
        return field.toString();
    }

    private static String name(Path.Node node, ConstraintViolationException failure) {
        return switch (node.getKind()) {
            case PROPERTY -> SnakeCaseStrategy.INSTANCE.translate(node.getName());
            case PARAMETER -> parameter(node.as(Path.ParameterNode.class).getParameterIndex(), failure);
            default -> "";
        };
    }

    private static String parameter(int index, ConstraintViolationException failure) {
        if (!(failure instanceof JerseyViolationException jersey)) {
            return "";
        }
        Parameter parameter = jersey.getInvocable().getParameters().get(index);
        return parameter.getSource() == Parameter.Source.ENTITY || parameter.getSourceName() == null
                ? ""
                : parameter.getSourceName();
    }
}

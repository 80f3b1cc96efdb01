package dev.emporium.platform.problem;

/**
 * What is wrong with one field of a request.
 *
 * @param field where it is, as the client wrote it: {@code items[0].quantity}
 */
public record FieldError(String field, String message) {}

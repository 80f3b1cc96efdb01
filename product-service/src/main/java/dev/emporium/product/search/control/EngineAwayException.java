package dev.emporium.product.search.control;

/** A search engine gave no usable answer. */
public final class EngineAwayException extends RuntimeException {
    private static final long serialVersionUID = 1;

    EngineAwayException(String message, Throwable cause) {
        super(message, cause);
    }
}

package dev.emporium.payment.provider.control;

/** A webhook that is not the provider's, or not of now, or says nothing. */
public final class InvalidWebhookException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InvalidWebhookException(String message) {
        super(message);
    }
}

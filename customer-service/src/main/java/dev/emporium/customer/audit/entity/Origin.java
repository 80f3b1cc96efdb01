package dev.emporium.customer.audit.entity;

/**
 * Where a request comes from.
 *
 * @param address the client's IP address, as far as those who passed the request on can be believed
 */
public record Origin(String address) {
    /** Not a request: the service itself, by the clock or at its start. */
    public static final Origin SERVICE = new Origin("service");
}

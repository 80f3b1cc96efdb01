package dev.emporium.platform.client;

import dev.emporium.platform.Secret;
import jakarta.validation.constraints.NotNull;
import java.net.URI;

/**
 * Where a service gets the tokens with which it asks in its own name.
 *
 * @param url customer-service's token endpoint
 * @param secret what customer-service knows the service by; null or blank: it has none, and asks nobody in its own name
 */
public record ServiceTokenConfiguration(@NotNull URI url, Secret secret) {}

package dev.emporium.platform.security;

import jakarta.validation.constraints.NotBlank;
import java.net.URI;

/**
 * Which access tokens are believed.
 *
 * @param jwksUrl where the public keys are; only the service that makes the tokens has none
 * @param issuer what {@code iss} must be
 * @param audience what {@code aud} must contain
 */
public record TokenConfiguration(URI jwksUrl, @NotBlank String issuer, @NotBlank String audience) {}

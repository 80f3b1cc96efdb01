package dev.emporium.platform.messaging;

import jakarta.validation.constraints.NotBlank;

/** Where the brokers are: {@code host:port}, comma separated. */
public record KafkaConfiguration(@NotBlank String bootstrapServers) {}

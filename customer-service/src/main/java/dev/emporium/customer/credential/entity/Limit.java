package dev.emporium.customer.credential.entity;

import java.time.Duration;

/**
 * How many failures are borne, and what follows.
 *
 * @param failures how many until the first wait
 * @param firstWait doubled by each further failure
 * @param longestWait beyond which it does not grow
 * @param forgottenAfter how long after the last failure all is forgotten; longer than the longest wait
 */
public record Limit(int failures, Duration firstWait, Duration longestWait, Duration forgottenAfter) {}

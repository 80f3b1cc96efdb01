package dev.emporium.simulators;

/** Some of a charge's money, given back. */
record Refund(String id, String paymentIntent, String reference, long amount, long created) {}

/**
 * Commands and events over Kafka, applied exactly once: a service writes its messages to the outbox in the transaction
 * of the change that causes them, the relay sends them, and the receiver notes each in its inbox in the transaction of
 * its effect. Delivery is at least once and may be out of order across keys; the effect is once.
 */
package dev.emporium.platform.messaging;

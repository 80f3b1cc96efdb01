package dev.emporium.platform.messaging;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A record on its way to its effect, or to the dead letters. Used by one thread. */
final class Delivery {
    private final ConsumerRecord<byte[], byte[]> record;
    private final Message message;
    private Throwable fault;
    private boolean done;

    /**
     * @param message what it says, null when nothing can be read
     * @param fault why it can never be applied, null as long as it may be
     */
    Delivery(ConsumerRecord<byte[], byte[]> record, Message message, Throwable fault) {
        this.record = record;
        this.message = message;
        this.fault = fault;
    }

    ConsumerRecord<byte[], byte[]> record() {
        return record;
    }

    Message message() {
        return message;
    }

    Throwable fault() {
        return fault;
    }

    void isAtFault(Throwable reason) {
        this.fault = reason;
    }

    boolean isDone() {
        return done;
    }

    void done() {
        done = true;
    }

    int size() {
        return Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
    }

    /** What waits, waits together: the messages of a subject, for their order; a topic's dead letters. */
    Object lane() {
        return fault == null ? message.subject() : record.topic();
    }
}

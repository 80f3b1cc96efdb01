package dev.emporium.violation.first.boundary;

import dev.emporium.platform.messaging.Outbox;

/** Breaks the rule that control writes the outbox. */
class SendsMessages {
    Outbox outbox;
}

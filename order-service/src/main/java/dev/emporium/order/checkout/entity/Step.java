package dev.emporium.order.checkout.entity;

import dev.emporium.order.ordering.entity.Command;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One step of a checkout.
 *
 * @param name what the database keeps of it
 * @param asks what the step begins with
 * @param undo the commands that give back what was asked for, whether it was granted or not; a receiver sorts out whether
 *     there is anything to give back
 * @param timeout how long the step may take
 * @param topic where its answers come from
 * @param outcomes what follows from each type of answer, and from {@link Saga#TIMED_OUT}; from all else nothing does
 */
public record Step(
        String name,
        List<Ask> asks,
        List<Command> undo,
        Duration timeout,
        String topic,
        Map<String, Outcome> outcomes) {}

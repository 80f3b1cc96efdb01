package dev.emporium.platform.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says of a test which messages that do not come as they should it lets a listener hear, from a broker. Each listener
 * needs all of them ({@link HouseRules#everyListenerIsTestedWithWhatKafkaMayBring}).
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(Heard.All.class)
public @interface Heard {
    /** The listeners. */
    Class<?>[] by();

    /** How the messages come to them. */
    Arrival[] arriving();

    /** What may happen to a message on its way. */
    enum Arrival {
        /** The very same message again: it has no second effect. */
        TWICE,
        /** When what it asks for or tells of is over: it undoes nothing that was done since. */
        LATE,
        /** Before another that was sent before it, or that it builds on: nothing is lost. */
        OUT_OF_ORDER,
        /** One that nobody can apply: it is put aside, and holds up nobody. */
        POISONED
    }

    /** More than one. */
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @interface All {
        /** Them. */
        Heard[] value();
    }
}

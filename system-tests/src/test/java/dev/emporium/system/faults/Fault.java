package dev.emporium.system.faults;

import java.util.List;

/** Something that happens to the platform; the time is in milliseconds from the beginning of the round. */
sealed interface Fault {
    int at();

    /** {@code kill -9}, of several at once. */
    record Kill(int at, List<String> victims) implements Fault {
        public Kill {
            victims = List.copyOf(victims);
        }
    }

    /** SIGSTOP, and SIGCONT when it is over. */
    record Freeze(int at, String victim, int milliseconds) implements Fault {}

    /** The wire to somebody is hurt. */
    record Disturb(int at, String target, Wire.Harm harm, int milliseconds) implements Fault {}

    /** Messages of all topics come again, in another order. */
    record Repeat(int at, int messages) implements Fault {}
}

package dev.emporium.system.faults;

import dev.emporium.system.Platform;
import dev.emporium.system.faults.Fault.Disturb;
import dev.emporium.system.faults.Fault.Freeze;
import dev.emporium.system.faults.Fault.Kill;
import dev.emporium.system.faults.Fault.Repeat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Does the faults of a plan to the platform, each when its time has come, and makes them good at the end. */
final class Hurting implements AutoCloseable {
    private final Victims victims;
    private final Network network;
    private final long seed;
    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(6);
    private final List<Future<?>> underWay = new ArrayList<>();
    private final List<String> done = new ArrayList<>();
    private final List<ProcessHandle> frozen = new ArrayList<>();

    Hurting(Victims victims, Network network, long seed) {
        this.victims = victims;
        this.network = network;
        this.seed = seed;
    }

    void begin(List<Fault> faults) {
        for (Fault fault : faults) {
            underWay.add(clock.schedule(() -> perform(fault), fault.at(), TimeUnit.MILLISECONDS));
        }
    }

    private void perform(Fault fault) {
        try {
            if (fault instanceof Kill kill) {
                kill(kill);
            } else if (fault instanceof Freeze freeze) {
                freeze(freeze);
            } else if (fault instanceof Disturb disturb) {
                network.wire(disturb.target()).harm(disturb.harm());
                pause(disturb.milliseconds());
                network.wire(disturb.target()).heal();
                note(fault, "");
            } else if (fault instanceof Repeat repeat) {
                try (Repeater repeater = new Repeater(network.via("KAFKA"))) {
                    note(fault, ": " + repeater.repeat(seed, repeat.messages()));
                }
            }
        } catch (Exception e) {
            note(fault, ": not done, " + e);
        }
    }

    private void kill(Kill kill) {
        Map<String, ProcessHandle> processes = victims.processes();
        List<String> dead = new ArrayList<>();
        for (String victim : kill.victims()) {
            if (processes.containsKey(victim) && processes.get(victim).destroyForcibly()) {
                dead.add(victim);
            }
        }
        note(kill, dead.equals(kill.victims()) ? "" : ": only " + dead + " lived");
    }

    private void freeze(Freeze freeze) throws InterruptedException {
        ProcessHandle process = victims.processes().get(freeze.victim());
        if (process == null) {
            note(freeze, ": it did not live");
            return;
        }
        synchronized (frozen) {
            frozen.add(process);
        }
        Platform.signal(process, "STOP");
        pause(freeze.milliseconds());
        thaw();
        note(freeze, "");
    }

    private static void pause(int milliseconds) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(milliseconds);
    }

    private void thaw() {
        synchronized (frozen) {
            frozen.stream().filter(ProcessHandle::isAlive).forEach(process -> Platform.signal(process, "CONT"));
            frozen.clear();
        }
    }

    private synchronized void note(Fault fault, String how) {
        done.add(fault + how);
    }

    /** What was done by now. */
    synchronized List<String> done() {
        return List.copyOf(done);
    }

    /** Waits until all is done, and makes good what would last. */
    void end() throws Exception {
        for (Future<?> fault : underWay) {
            fault.get(60, TimeUnit.SECONDS);
        }
        close();
    }

    @Override
    public void close() {
        clock.shutdownNow();
        thaw();
        network.heal();
    }
}

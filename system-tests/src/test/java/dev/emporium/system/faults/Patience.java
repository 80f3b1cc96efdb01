package dev.emporium.system.faults;

import dev.emporium.system.Eventually;
import dev.emporium.system.Http.Answer;
import java.io.IOException;
import java.util.concurrent.Callable;

/**
 * How people ask a shop that is being hurt: what was not answered, or answered with a fault of the shop's, they ask for
 * again, until the round gives up. Thread safe.
 */
final class Patience {
    private volatile long end = Long.MAX_VALUE;

    /** From now on there are so many seconds left for everybody. */
    void endsIn(int seconds) {
        end = System.nanoTime() + seconds * 1_000_000_000L;
    }

    /** The answer that says what came of it, be it a refusal. */
    Answer definite(Callable<Answer> request) throws Exception {
        while (true) {
            String reason;
            try {
                Answer answer = request.call();
                if (isDefinite(answer)) {
                    return answer;
                }
                reason = answer.toString();
            } catch (IOException e) {
                reason = e.toString();
            }
            orGiveUp(reason);
        }
    }

    /** The answer, which is no refusal. */
    Answer require(Callable<Answer> request) throws Exception {
        Answer answer = definite(request);
        if (answer.status() >= 300) {
            throw new RefusedError(answer);
        }
        return answer;
    }

    /** What is found at last. */
    <T> T until(Callable<T> look) throws Exception {
        while (true) {
            T found = look.call();
            if (found != null) {
                return found;
            }
            orGiveUp("what is waited for does not come");
        }
    }

    private static boolean isDefinite(Answer answer) {
        return answer.status() < 500
                && answer.status() != 429
                && !answer.text("code").equals("idempotency_key_in_use");
    }

    private void orGiveUp(String reason) {
        if (end != Long.MAX_VALUE && System.nanoTime() - end > 0
                || Thread.currentThread().isInterrupted()) {
            throw new GaveUpError(reason);
        }
        Eventually.pause();
    }

    /** The shop blames somebody who did nothing wrong. */
    static final class RefusedError extends Error {
        private static final long serialVersionUID = 1L;

        RefusedError(Answer answer) {
            super(answer.toString());
        }
    }

    /** Nobody got an answer, long after the shop was whole again. */
    static final class GaveUpError extends Error {
        private static final long serialVersionUID = 1L;

        GaveUpError(String reason) {
            super("no answer in time: " + reason);
        }
    }
}

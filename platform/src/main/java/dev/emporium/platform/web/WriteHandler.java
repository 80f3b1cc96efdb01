package dev.emporium.platform.web;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.BufferedResponseHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Keeps clients that take their answers slowly from keeping others waiting: an answer is collected, as far as answers
 * usually go, and no thread waits while it is sent; and the connection is closed when it is not taken in time. What all
 * that is collected may take of the memory is bounded: beyond that, an answer that does not come at once holds its thread.
 */
public final class WriteHandler extends Handler.Wrapper {
    /** Bytes of an answer that are collected: more than a page of anything is. */
    private static final int COLLECTED = 1 << 20;

    /** Bytes by which it grows; a part that has more is sent as it is. */
    private static final int STEP = 128 << 10;

    /** Bytes that a client takes per second at least, besides its patience. */
    private static final long LEAST_RATE = 64 << 10;

    private final Duration patience;
    private final long mostKept;
    private final AtomicLong kept = new AtomicLong();

    /** @param patience for each answer */
    public WriteHandler(Handler handler, Duration patience) {
        this(handler, patience, Runtime.getRuntime().maxMemory() / 8);
    }

    /** @param mostKept bytes of all answers together */
    WriteHandler(Handler handler, Duration patience, long mostKept) {
        this.patience = patience;
        this.mostKept = mostKept;
        setHandler(new BufferedResponseHandler(new Handler.Wrapper(handler) {
            @Override
            public boolean handle(Request request, Response response, Callback callback) throws Exception {
                return super.handle(request, new Collected(request, response), callback);
            }
        }));
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Response watched = new Watched(request, response);
        return ReadyAnswers.giveAtOnce(request, watched, callback) || super.handle(request, watched, callback);
    }

    /** Decides with the first part of an answer whether it is collected. */
    private final class Collected extends Response.Wrapper {
        private boolean begun;
        private boolean collects;
        private int bytes;

        Collected(Request request, Response response) {
            super(request, response);
        }

        @Override
        public void write(boolean last, ByteBuffer part, Callback callback) {
            if (!begun) {
                begun = true;
                begin(last);
            }
            if (collects && part != null) {
                int more = Math.min(part.remaining(), COLLECTED - bytes);
                bytes += more;
                kept.addAndGet(more);
            }
            super.write(last, part, callback);
        }

        private void begin(boolean last) {
            Request request = getRequest();
            collects = !last && kept.get() < mostKept;
            request.setAttribute(BufferedResponseHandler.BUFFER_SIZE_ATTRIBUTE_NAME, collects ? COLLECTED : 1);
            request.setAttribute(BufferedResponseHandler.MAX_AGGREGATION_SIZE_ATTRIBUTE_NAME, collects ? STEP : 1);
            if (collects) {
                Request.addCompletionListener(request, failure -> kept.addAndGet(-bytes));
            }
        }
    }

    /** The time that its parts wait for the client adds up. */
    private final class Watched extends Response.Wrapper {
        private long millisLeft = patience.toMillis();

        Watched(Request request, Response response) {
            super(request, response);
        }

        @Override
        public void write(boolean last, ByteBuffer part, Callback callback) {
            millisLeft += part == null ? 0 : part.remaining() * 1_000L / LEAST_RATE;
            Watch watch = new Watch(callback);
            super.write(last, part, watch);
            watch.begin();
        }

        /** Of one part. One that goes at once, as nearly all do, needs none: to set it is more work than to send the part. */
        private final class Watch extends Callback.Nested {
            private final EndPoint client =
                    getRequest().getConnectionMetaData().getConnection().getEndPoint();
            private final long begun = System.nanoTime();
            private Scheduler.Task limit;
            private boolean isOver;

            Watch(Callback callback) {
                super(callback);
            }

            synchronized void begin() {
                if (!isOver) {
                    limit = getRequest()
                            .getComponents()
                            .getScheduler()
                            .schedule(
                                    () -> client.close(new EofException("the client does not take its answer")),
                                    millisLeft,
                                    TimeUnit.MILLISECONDS);
                }
            }

            private synchronized void end() {
                isOver = true;
                millisLeft -= TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
                if (limit != null) {
                    limit.cancel();
                }
            }

            @Override
            public void succeeded() {
                end();
                super.succeeded();
            }

            /** When nothing moves for as long as the connection waits, it is the client's doing, too. */
            @Override
            public void failed(Throwable failure) {
                end();
                super.failed(failure instanceof TimeoutException ? new EofException(failure) : failure);
            }
        }
    }
}

package dev.emporium.platform.web;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
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
 * usually go, and no thread waits while it is sent; and the connection is closed when a part of it is not taken in time.
 */
public final class WriteHandler extends Handler.Wrapper {
    /** Bytes of an answer that are collected: more than a page of anything is. */
    private static final int COLLECTED = 1 << 20;

    /** What a client takes per second at least of a part that is larger than usual. */
    private static final long LEAST_RATE = 64 << 10;

    private final Duration patience;

    /** @param patience for each part of an answer */
    public WriteHandler(Handler handler, Duration patience) {
        super(new BufferedResponseHandler(handler));
        this.patience = patience;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        request.setAttribute(BufferedResponseHandler.BUFFER_SIZE_ATTRIBUTE_NAME, COLLECTED);
        request.setAttribute(BufferedResponseHandler.MAX_AGGREGATION_SIZE_ATTRIBUTE_NAME, COLLECTED);
        return super.handle(request, new Watched(request, response), callback);
    }

    private final class Watched extends Response.Wrapper {
        Watched(Request request, Response response) {
            super(request, response);
        }

        @Override
        public void write(boolean last, ByteBuffer part, Callback callback) {
            long millis = patience.toMillis() + (part == null ? 0 : part.remaining() * 1_000L / LEAST_RATE);
            EndPoint client =
                    getRequest().getConnectionMetaData().getConnection().getEndPoint();
            Scheduler.Task watch = getRequest()
                    .getComponents()
                    .getScheduler()
                    .schedule(
                            () -> client.close(new EofException("the client does not take its answer")),
                            millis,
                            TimeUnit.MILLISECONDS);
            super.write(last, part, Callback.from(watch::cancel, callback));
        }
    }
}

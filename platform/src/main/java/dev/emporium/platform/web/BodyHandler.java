package dev.emporium.platform.web;

import jakarta.ws.rs.container.ContainerRequestContext;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Lets a request in when its body has come, so that a slow sender holds no thread. What is larger than any operation
 * takes is refused here (413), what does not come in time too (408), and what all bodies together may take of the memory
 * is bounded (503). A body of more than {@link Bodies#LIMIT} bytes comes in when that much of it has come: the rest is
 * read, in the same time, by an operation that asks for it; one that takes a {@link StreamedBody} has more time, the more of it
 * comes.
 */
public final class BodyHandler extends Handler.Wrapper {
    private static final long MOST_KEPT = Runtime.getRuntime().maxMemory() / 8;

    /** Bytes per second at which a streamed body comes at least, besides the patience that each has. */
    static final long LEAST_RATE = 64 << 10;

    private static final String STREAM = BodyHandler.class.getName() + ".stream";

    private final int most;
    private final Duration patience;
    private final AtomicLong kept = new AtomicLong();

    /** @param most bytes that any operation takes */
    public BodyHandler(Handler handler, int most, Duration patience) {
        super(handler);
        this.most = most;
        this.patience = patience;
    }

    /** The body of this request is read part by part, and may take its time. */
    static void expectStream(ContainerRequestContext request) {
        request.setProperty(STREAM, true);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        boolean chunked = request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
        if (!chunked && request.getLength() <= 0) {
            return super.handle(request, response, callback);
        }
        if (request.getLength() > most && request.getHeaders().contains(HttpHeader.EXPECT)) {
            Response.writeError(request, response, callback, HttpStatus.PAYLOAD_TOO_LARGE_413);
        } else {
            new Arrival(request, response, callback).begin();
        }
        return true;
    }

    /** A body on its way. One thread at a time works on it: whichever has something new. */
    private final class Arrival implements Runnable {
        private final Request request;
        private final Response response;
        private final Callback callback;
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private final long begun = System.nanoTime();
        private volatile Scheduler.Task deadline;
        private boolean tooLarge;
        private boolean complete;
        private volatile long read;

        Arrival(Request request, Response response, Callback callback) {
            this.request = request;
            this.response = response;
            this.callback = callback;
            this.tooLarge = request.getLength() > most;
        }

        void begin() {
            expire(patience.toMillis());
            Request.addCompletionListener(request, failure -> {
                deadline.cancel();
                kept.addAndGet(-body.size());
            });
            if (receive()) {
                letIn();
            }
        }

        private void expire(long millis) {
            deadline = request.getComponents().getScheduler().schedule(this::isLate, millis, TimeUnit.MILLISECONDS);
        }

        private void isLate() {
            long granted = request.getAttribute(STREAM) == null ? 0 : read * 1_000 / LEAST_RATE;
            long left = patience.toMillis() + granted - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
            if (granted > 0 && left > 0 && !complete) {
                expire(left);
            } else {
                request.fail(new HttpException.RuntimeException(HttpStatus.REQUEST_TIMEOUT_408));
            }
        }

        /** More has come. What is let in may block, which it must not where news of the connection arrives. */
        @Override
        public void run() {
            if (receive()) {
                request.getContext().execute(this::letIn);
            }
        }

        /** Whether the request can be let in; if not, it is refused, or more is waited for. */
        private boolean receive() {
            Content.Chunk chunk;
            while ((chunk = inTime(request.read())) != null) {
                if (Content.Chunk.isFailure(chunk)) {
                    fail(chunk.getFailure());
                    return false;
                }
                complete = chunk.isLast();
                keep(chunk.getByteBuffer());
                chunk.release();
                if (tooLarge ? complete || read > Bodies.PATIENCE : kept.get() > MOST_KEPT) {
                    refuse(tooLarge ? HttpStatus.PAYLOAD_TOO_LARGE_413 : HttpStatus.SERVICE_UNAVAILABLE_503);
                    return false;
                }
                if (!tooLarge && (complete || most > Bodies.LIMIT && read >= Bodies.LIMIT)) {
                    return true;
                }
            }
            request.demand(this);
            return false;
        }

        /** When nothing moves for as long as the connection waits, the rest is late, too. */
        private Content.Chunk inTime(Content.Chunk chunk) {
            return Content.Chunk.isFailure(chunk) && chunk.getFailure() instanceof TimeoutException
                    ? Content.Chunk.from(new HttpException.RuntimeException(HttpStatus.REQUEST_TIMEOUT_408))
                    : chunk;
        }

        private void keep(ByteBuffer bytes) {
            read += bytes.remaining();
            tooLarge |= read > most;
            if (!tooLarge) {
                byte[] copy = BufferUtil.toArray(bytes);
                body.writeBytes(copy);
                kept.addAndGet(copy.length);
            }
        }

        private void letIn() {
            if (complete) {
                deadline.cancel();
            }
            try {
                if (!getHandler().handle(new Arrived(body.toByteArray()), response, callback)) {
                    refuse(HttpStatus.NOT_FOUND_404);
                }
            } catch (Exception e) {
                Response.writeError(request, response, callback, e);
            }
        }

        private void fail(Throwable failure) {
            if (failure instanceof EofException) {
                callback.failed(failure);
            } else if (tooLarge) {
                refuse(HttpStatus.PAYLOAD_TOO_LARGE_413);
            } else {
                refuse(failure instanceof HttpException http ? http.getCode() : HttpStatus.BAD_REQUEST_400);
            }
        }

        private void refuse(int status) {
            Response.writeError(request, response, callback, status);
        }

        /** The request with what has come of its body in front of what is still to come. */
        private final class Arrived extends Request.Wrapper {
            private byte[] first;

            Arrived(byte[] first) {
                super(request);
                this.first = first;
            }

            @Override
            public Content.Chunk read() {
                if (first != null) {
                    ByteBuffer bytes = ByteBuffer.wrap(first);
                    first = null;
                    return Content.Chunk.from(bytes, complete);
                }
                return complete ? Content.Chunk.EOF : noted(inTime(super.read()));
            }

            private Content.Chunk noted(Content.Chunk chunk) {
                if (chunk != null && !Content.Chunk.isFailure(chunk)) {
                    read += chunk.remaining();
                    if (chunk.isLast()) {
                        deadline.cancel();
                    }
                }
                return chunk;
            }

            @Override
            public void demand(Runnable available) {
                if (first == null && !complete) {
                    super.demand(available);
                } else {
                    getContext().execute(available);
                }
            }

            @Override
            public boolean consumeAvailable() {
                first = null;
                return complete || super.consumeAvailable();
            }
        }
    }
}

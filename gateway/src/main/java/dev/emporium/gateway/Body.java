package dev.emporium.gateway;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.BufferUtil;

/**
 * The body of a request, collected before the request goes on: who sends it slowly holds neither a thread here nor anything
 * of a service. As Envoy does it with the Module's buffer. One thread at a time works on it: whichever has something new.
 */
final class Body {

    /** No service takes more. */
    static final int LIMIT = 1 << 20;

    /** Of all together: an eighth of the memory, of which growing arrays take up to three. */
    private static final long MOST_KEPT = Runtime.getRuntime().maxMemory() / 8;

    private static final AtomicLong KEPT = new AtomicLong();

    private final Request request;
    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private boolean tooLarge;
    private boolean forgotten;

    private Body(Request request) {
        this.request = request;
        tooLarge = request.getLength() > LIMIT;
    }

    static boolean isIn(Request request) {
        return request.getLength() > 0 || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
    }

    /**
     * Reads it without holding a thread. One that is too large is read and dropped, so that its sender comes to read the
     * refusal.
     *
     * @return ends in a {@link Refused}, or in whatever else befell the connection
     */
    static CompletableFuture<byte[]> read(Request request, int patienceMs) {
        Body body = new Body(request);
        Request.addCompletionListener(request, failure -> body.forget());
        if (body.tooLarge && request.getHeaders().contains(HttpHeader.EXPECT)) {
            body.whole.completeExceptionally(new Refused(413));
        } else {
            body.read();
            // most have come with their headers, and need no clock
            if (!body.whole.isDone()) {
                body.whole.orTimeout(patienceMs, TimeUnit.MILLISECONDS);
            }
        }
        return body.whole.exceptionallyCompose(failure -> CompletableFuture.failedFuture(refusal(failure)));
    }

    private static Throwable refusal(Throwable failure) {
        if (failure instanceof TimeoutException) {
            return new Refused(408);
        }
        return failure instanceof HttpException http ? new Refused(http.getCode()) : failure;
    }

    private void read() {
        while (!whole.isDone()) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                request.demand(this::read);
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                whole.completeExceptionally(chunk.getFailure());
                return;
            }
            keep(chunk.getByteBuffer());
            boolean last = chunk.isLast();
            chunk.release();
            if (last) {
                finish();
            }
        }
    }

    private synchronized void keep(ByteBuffer part) {
        int length = part.remaining();
        tooLarge |= kept.size() + length > LIMIT;
        if (tooLarge || forgotten) {
            return;
        }
        byte[] bytes = BufferUtil.toArray(part);
        kept.write(bytes, 0, length);
        if (KEPT.addAndGet(length) > MOST_KEPT) {
            whole.completeExceptionally(new Refused(503));
        }
    }

    /** When the request is over, which it may be while a part of it comes in. */
    private synchronized void forget() {
        forgotten = true;
        KEPT.addAndGet(-kept.size());
    }

    private void finish() {
        if (tooLarge) {
            whole.completeExceptionally(new Refused(413));
        } else {
            whole.complete(kept.toByteArray());
        }
    }

    /** The body does not go on, and with which status. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        private final int status;

        Refused(int status) {
            super("refused with " + status, null, false, false);
            this.status = status;
        }

        Problem problem() {
            return Problem.refused(status);
        }
    }
}

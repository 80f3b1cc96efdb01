package dev.emporium.standalone.gateway;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;

/**
 * The body of a request, collected before the request goes on: who sends it slowly holds neither a thread here nor anything
 * of a service. As Envoy does it with the Module's buffer.
 */
final class Body {

    /** No service takes more. */
    static final int LIMIT = 1 << 20;

    private Body() {}

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
        CompletableFuture<byte[]> body = request.getLength() > LIMIT ? tooLarge(request) : collected(request);
        return body.orTimeout(patienceMs, TimeUnit.MILLISECONDS)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(refusal(failure)));
    }

    private static CompletableFuture<byte[]> collected(Request request) {
        CompletableFuture<byte[]> body = new CompletableFuture<>();
        Content.Source.asByteArrayAsync(request, LIMIT, Promise.Invocable.toPromise(body));
        return body.exceptionallyCompose(failure ->
                failure instanceof IllegalStateException ? tooLarge(request) : CompletableFuture.failedFuture(failure));
    }

    private static Throwable refusal(Throwable wrapped) {
        Throwable failure = wrapped instanceof CompletionException ? wrapped.getCause() : wrapped;
        if (failure instanceof TimeoutException) {
            return new Refused(408);
        }
        return failure instanceof HttpException http ? new Refused(http.getCode()) : failure;
    }

    private static CompletableFuture<byte[]> tooLarge(Request request) {
        if (request.getHeaders().contains(HttpHeader.EXPECT)) {
            return CompletableFuture.failedFuture(new Refused(413));
        }
        CompletableFuture<byte[]> dropped = new CompletableFuture<>();
        Content.Source.consumeAll(
                request,
                Callback.from(() -> dropped.completeExceptionally(new Refused(413)), dropped::completeExceptionally));
        return dropped;
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

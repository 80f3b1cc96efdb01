package dev.emporium.platform.web;

import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Lets the thread that has read a request answer it where the answer is at hand, and hands all else to a thread that may
 * wait. Otherwise each request would wake another thread to go on reading, which costs more than such an answer does.
 */
public final class ReadyFirst extends Handler.Wrapper {
    private final List<ReadyAnswers> answers;

    public ReadyFirst(Handler handler, List<ReadyAnswers> answers) {
        super(handler);
        this.answers = answers;
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        for (ReadyAnswers each : answers) {
            if (each.find(request)) {
                return super.handle(request, response, callback);
            }
        }
        try {
            request.getComponents().getExecutor().execute(() -> handOn(request, response, callback));
        } catch (RejectedExecutionException e) {
            Response.writeError(request, response, callback, HttpStatus.SERVICE_UNAVAILABLE_503);
        }
        return true;
    }

    private void handOn(Request request, Response response, Callback callback) {
        try {
            if (!super.handle(request, response, callback)) {
                Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
            }
        } catch (Throwable e) {
            Response.writeError(request, response, callback, e);
        }
    }
}

package dev.emporium.platform.web;

import jakarta.ws.rs.ext.WriterInterceptor;
import jakarta.ws.rs.ext.WriterInterceptorContext;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.eclipse.jetty.io.EofException;

/**
 * Lets a request end whose client has gone before its answer came, which anybody may do as often as they like. Jersey does not
 * complete an asynchronous one whose answer cannot be closed: it would be under way for ever, and hold up the end of the service. Nor
 * is it an error of ours. Thread safe.
 */
public final class GoneClients implements WriterInterceptor {
    @Override
    public void aroundWriteTo(WriterInterceptorContext context) throws IOException {
        context.setOutputStream(new Answer(context.getOutputStream()));
        try {
            context.proceed();
        } catch (EofException e) {
            // nobody reads on
        } catch (UncheckedIOException e) {
            if (!(e.getCause() instanceof EofException)) {
                throw e;
            }
        }
    }

    private static final class Answer extends FilterOutputStream {
        Answer(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            try {
                out.flush();
            } catch (EofException e) {
                // the next write tells
            }
        }

        @Override
        public void close() throws IOException {
            try {
                out.close();
            } catch (EofException e) {
                // there is none
            }
        }
    }
}

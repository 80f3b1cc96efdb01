package dev.emporium.platform.web;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.ext.WriterInterceptorContext;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import org.eclipse.jetty.io.EofException;
import org.junit.jupiter.api.Test;

class GoneClientsTest {
    @Test
    void whoWritesForNobodyHasNotFailed() {
        assertThatCode(() -> write(new EofException())).doesNotThrowAnyException();
        assertThatCode(() -> write(new UncheckedIOException(new EofException())))
                .doesNotThrowAnyException();
    }

    @Test
    void whoCannotWriteForAnotherReasonHas() {
        IOException disk = new IOException("no space left");
        assertThatThrownBy(() -> write(disk)).isSameAs(disk);
        assertThatThrownBy(() -> write(new UncheckedIOException(disk))).hasCause(disk);
    }

    private static void write(Exception failure) throws IOException {
        new GoneClients().aroundWriteTo((WriterInterceptorContext) Proxy.newProxyInstance(
                GoneClientsTest.class.getClassLoader(),
                new Class<?>[] {WriterInterceptorContext.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getOutputStream" -> OutputStream.nullOutputStream();
                    case "proceed" -> throw failure;
                    default -> null;
                }));
    }
}

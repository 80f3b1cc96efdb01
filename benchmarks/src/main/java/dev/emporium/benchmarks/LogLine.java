package dev.emporium.benchmarks;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.logshipping.FluentdAppenderFactory;
import dev.emporium.logshipping.receiver.ForwardReceiver;
import dev.emporium.platform.RequestContext;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.slf4j.MDC;

/** What a line of the request log costs the thread that writes it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class LogLine {
    private static final String TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LoggerContext context = new LoggerContext();
    private final UUID caller = UUID.randomUUID();
    private ForwardReceiver receiver;
    private Appender<ILoggingEvent> fluentd;

    @Setup
    public void start() throws IOException {
        context.setMDCAdapter(MDC.getMDCAdapter());
        context.start();
        receiver = new ForwardReceiver(0, chunk -> {});
        fluentd = JSON.convertValue(
                        Map.of(
                                "type",
                                "fluentd",
                                "host",
                                "127.0.0.1",
                                "port",
                                receiver.port(),
                                "bufferFolder",
                                Files.createTempDirectory("log-line").toString()),
                        FluentdAppenderFactory.class)
                .build(context, "example-service", null, null, null);
        logger("fluentd").addAppender(fluentd);
        RequestContext.open(UUID.randomUUID().toString(), TRACEPARENT);
    }

    private Logger logger(String name) {
        return context.getLogger(name);
    }

    @TearDown
    public void stop() throws IOException {
        fluentd.stop();
        receiver.close();
    }

    /** Made and put into memory; what finds no room there, in a hurry like this, is dropped. */
    @Benchmark
    public void toFluentd() {
        write(logger("fluentd"));
    }

    /** Made for nobody: what it costs to say it. */
    @Benchmark
    public void toNobody() {
        write(logger("nobody"));
    }

    private void write(Logger log) {
        log.atInfo()
                .addKeyValue("event.action", "http-request")
                .addKeyValue("event.outcome", "success")
                .addKeyValue("event.duration", 1_234_567L)
                .addKeyValue("http.request.method", "GET")
                .addKeyValue("http.route", "/products/{product_id}")
                .addKeyValue("http.response.status_code", 200)
                .addKeyValue("http.response.body.bytes", 431L)
                .addKeyValue("user.id", caller)
                .log("Request answered");
    }
}

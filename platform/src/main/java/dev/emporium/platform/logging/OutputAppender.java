package dev.emporium.platform.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;

/** Writes lines to the process's output, and waits for whoever reads that: it is the way that must not lose any. */
final class OutputAppender extends BatchAppender {
    private final LogRecords records;
    private final Function<Map<String, Object>, String> format;
    private final OutputStream out;
    /** Whether what was written last need not have ended its line. */
    private boolean cut;

    OutputAppender(LogRecords records, Function<Map<String, Object>, String> format, OutputStream out) {
        super("log-writer");
        this.records = records;
        this.format = format;
        this.out = out;
    }

    @Override
    protected byte[] encode(ILoggingEvent event) {
        return format.apply(records.of(event)).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    protected boolean write(byte[] lines) {
        try {
            if (cut) {
                out.write('\n');
                cut = false;
            }
            out.write(lines);
            return true;
        } catch (IOException e) {
            // a full disk takes a part
            cut = true;
            return false;
        }
    }

    @Override
    protected boolean waits() {
        return true;
    }
}

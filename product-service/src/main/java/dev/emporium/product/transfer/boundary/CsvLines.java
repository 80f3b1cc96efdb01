package dev.emporium.product.transfer.boundary;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Lines of a table, each with what stands in some of its columns. Used by one thread. */
final class CsvLines {
    private final List<String> columns;
    private final Writer text;
    private final CsvWriter lines;

    CsvLines(OutputStream out, List<String> columns) {
        this.columns = columns;
        this.text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        this.lines = CsvWriter.builder().build(text);
        lines.writeRecord(columns);
    }

    /** @param values by column; those that are null are left empty, like those that are not there */
    void write(Map<String, String> values) {
        lines.writeRecord(columns.stream()
                .map(column -> {
                    String value = values.get(column);
                    return value == null ? "" : value;
                })
                .toList());
    }

    void flush() {
        try {
            lines.flush();
            text.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.emporium.product.transfer.boundary;

import com.google.common.base.Throwables;
import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.emporium.product.transfer.control.UnreadableFileException;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.SequenceInputStream;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A table in CSV (RFC 4180) whose first line has the names of its columns, in UTF-8. Used by one thread. */
final class CsvTable {
    /** Characters of a field: what is longer is not a product, but a quote that nobody closed. */
    private static final int LONGEST_FIELD = 1 << 20;

    /** What stands for bytes that are no UTF-8: nobody's character (Unicode, section 23.7), unlike U+FFFD, which a text may have. */
    static final String UNREADABLE = "\uFFFF";

    /** Stands behind the last line, in one of its own unless a quote that nobody closed takes it in: nobody's character either. */
    private static final String END = "\uFFFE";

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final CloseableIterator<CsvRecord> records;
    private final Map<String, Integer> columns = new HashMap<>();

    /** @throws UnreadableFileException when there is not even a first line */
    CsvTable(InputStream bytes) {
        records = CsvReader.builder()
                .allowExtraFields(true)
                .allowMissingFields(true)
                .allowExtraCharsAfterClosingQuote(false)
                .maxBufferSize(LONGEST_FIELD)
                .ofCsvRecord(withoutMark(new BufferedReader(new InputStreamReader(withEnd(bytes), decoder()))))
                .iterator();
        CsvRecord header = next();
        if (header == null) {
            throw new UnreadableFileException("The file is empty.");
        }
        List<String> names = header.getFields();
        for (int i = 0; i < names.size(); i++) {
            columns.putIfAbsent(key(names.get(i)), i);
        }
    }

    private static InputStream withEnd(InputStream bytes) {
        return new SequenceInputStream(bytes, new ByteArrayInputStream(("\n" + END).getBytes(StandardCharsets.UTF_8)));
    }

    private static CharsetDecoder decoder() {
        return StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .replaceWith(UNREADABLE);
    }

    /** Behind the mark a quote would be none. */
    private static Reader withoutMark(Reader text) {
        try {
            text.mark(1);
            if (text.read() != BYTE_ORDER_MARK) {
                text.reset();
            }
            return text;
        } catch (IOException e) {
            throw new UnreadableFileException("The file ends before its end.");
        }
    }

    private static String key(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }

    boolean has(String column) {
        return columns.containsKey(key(column));
    }

    Map<String, Integer> columns() {
        return columns;
    }

    /**
     * The next line in which anything stands, null behind the last one.
     *
     * @throws UnreadableFileException when what follows is not CSV
     */
    CsvRecord next() {
        try {
            while (records.hasNext()) {
                CsvRecord line = records.next();
                String last = line.getField(line.getFieldCount() - 1);
                if (last.equals(END) && !records.hasNext()) {
                    return null;
                }
                if (last.endsWith(END)) {
                    throw new UnreadableFileException(
                            "The file is not CSV from line " + line.getStartingLineNumber() + " on.");
                }
                if (!line.getFields().stream().allMatch(String::isBlank)) {
                    return line;
                }
            }
            return null;
        } catch (CsvParseException e) {
            // it wraps whatever it meets: what its source met, such as a database that is away, says nothing of the
            // file
            if (e.getCause() != null && !(e.getCause() instanceof CsvParseException)) {
                Throwables.throwIfUnchecked(e.getCause());
            }
            throw new UnreadableFileException("The file is not CSV" + at(e) + ".");
        }
    }

    /** The library's message names the line, and nothing of what is in it. */
    private static String at(CsvParseException failure) {
        String message = String.valueOf(failure.getMessage());
        int line = message.lastIndexOf("line ");
        String number = line < 0 ? "" : message.substring(line + 5).replaceAll("[^0-9].*", "");
        return number.isEmpty() ? "" : " from line " + number + " on";
    }

    static long characters(CsvRecord record) {
        return record.getFields().stream().mapToLong(String::length).sum();
    }

    /** What stands in the first of these columns that is there and not empty; null when none is. */
    String get(CsvRecord record, String... names) {
        for (String name : names) {
            Integer column = columns.get(key(name));
            if (column != null && column < record.getFieldCount()) {
                String value = record.getField(column);
                if (!value.isBlank()) {
                    return value;
                }
            }
        }
        return null;
    }
}

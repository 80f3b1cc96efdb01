package dev.emporium.product.transfer.boundary;

import dev.emporium.product.catalogue.boundary.ProductReader;
import dev.emporium.product.transfer.control.ProductFile;
import dev.emporium.product.transfer.control.UnreadableFileException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** One product a line, each as the body of a request that creates it, or one category with its path. Used by one thread. */
final class NdjsonFile implements ProductFile {
    /** Bytes: as a request may have. */
    private static final int LONGEST_LINE = 512 << 10;

    private final InputStream bytes;
    private final byte[] buffer = new byte[64 << 10];
    private final ProductReader reader;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private int position;
    private int filled;
    private long number;
    private boolean tooLong;

    NdjsonFile(InputStream bytes, ProductReader reader) {
        this.bytes = bytes;
        this.reader = reader;
    }

    @Override
    public Entry next() {
        while (readLine()) {
            number++;
            if (tooLong) {
                return Entry.wrong(number, "", "is longer than " + LONGEST_LINE + " bytes");
            }
            String text;
            try {
                text = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(line.toByteArray()))
                        .toString();
            } catch (CharacterCodingException e) {
                return Entry.wrong(number, "", "is not UTF-8");
            }
            String product = number == 1 && text.startsWith("\uFEFF") ? text.substring(1) : text;
            if (!product.isBlank()) {
                return CsvProduct.Faults.entry(number, () -> read(product));
            }
        }
        return null;
    }

    private Entry read(String said) {
        return reader.category(said)
                .map(category -> Entry.of(number, category))
                .orElseGet(() -> Entry.of(number, reader.read(said)));
    }

    /** Whether there was one. Of one that is too long the beginning is kept. */
    private boolean readLine() {
        line.reset();
        tooLong = false;
        boolean isOne = false;
        while (fill()) {
            isOne = true;
            int start = position;
            while (position < filled && buffer[position] != '\n') {
                position++;
            }
            int room = LONGEST_LINE - line.size();
            tooLong |= position - start > room;
            line.write(buffer, start, Math.min(position - start, room));
            if (position < filled) {
                position++;
                return true;
            }
        }
        return isOne;
    }

    /** Whether there is another byte. */
    private boolean fill() {
        try {
            if (position == filled) {
                filled = bytes.read(buffer);
                position = 0;
            }
            return filled > 0;
        } catch (IOException e) {
            throw new UnreadableFileException("The file ends before its end.");
        }
    }
}

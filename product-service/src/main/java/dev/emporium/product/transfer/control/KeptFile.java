package dev.emporium.product.transfer.control;

import dev.emporium.product.transfer.entity.ImportRepository;
import java.io.InputStream;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** Reads a file that is kept in the database, with one part of it in memory. Used by one thread. */
final class KeptFile extends InputStream {
    private final Jdbi jdbi;
    private final ImportRepository imports;
    private final UUID importId;
    private byte[] part = new byte[0];
    private int position;
    private int parts;

    KeptFile(Jdbi jdbi, ImportRepository imports, UUID importId) {
        this.jdbi = jdbi;
        this.imports = imports;
        this.importId = importId;
    }

    @Override
    public int read() {
        return advance() ? part[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        if (!advance()) {
            return -1;
        }
        int read = Math.min(length, part.length - position);
        System.arraycopy(part, position, bytes, offset, read);
        position += read;
        return read;
    }

    /** Whether there is another byte. */
    private boolean advance() {
        while (position == part.length) {
            int next = parts;
            var found = jdbi.withHandle(handle -> imports.part(handle, importId, next));
            if (found.isEmpty()) {
                return false;
            }
            part = found.get();
            position = 0;
            parts++;
        }
        return true;
    }
}

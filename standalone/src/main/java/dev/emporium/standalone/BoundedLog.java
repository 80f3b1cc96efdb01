package dev.emporium.standalone;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What a process and its children append to, whichever program they are: the last of it and as much again from before, which
 * stands beside it. The process goes on writing into the file that it has opened, so the file is copied and emptied; what is
 * written between these two, some microseconds, is lost. For use by one thread at a time.
 *
 * @param most how many bytes it may have before it is moved
 */
record BoundedLog(Path file, long most) {

    /** All processes of the platform together stay below half a GB. */
    private static final long MOST = 16 << 20;

    private static final String OLDER = ".1";

    BoundedLog(Path file) {
        this(file, MOST);
    }

    /** What was written before. */
    static Path older(Path file) {
        return file.resolveSibling(file.getFileName() + OLDER);
    }

    /** To be called again and again. */
    void keepWithinBounds() {
        if (file.toFile().length() <= most) {
            return;
        }
        try (FileChannel log = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (!isCopied(log)) {
                // on a full disk room matters more
                Files.deleteIfExists(older(file));
            }
            log.truncate(0);
        } catch (IOException e) {
            // next time
        }
    }

    private boolean isCopied(FileChannel log) {
        try (FileChannel copy = FileChannel.open(
                older(file),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            // and what is written meanwhile
            for (long copied = 0; copied < log.size(); ) {
                copied += log.transferTo(copied, log.size() - copied, copy);
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}

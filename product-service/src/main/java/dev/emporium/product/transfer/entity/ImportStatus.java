package dev.emporium.product.transfer.entity;

import java.util.Locale;

/** How far an import is. */
public enum ImportStatus {
    /** The file is on its way. */
    RECEIVING,
    QUEUED,
    RUNNING,
    /** To the end of the file. */
    COMPLETED,
    /** The file cannot be read on. */
    FAILED;

    static ImportStatus of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}

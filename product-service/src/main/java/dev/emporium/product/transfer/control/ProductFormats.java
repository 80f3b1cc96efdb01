package dev.emporium.product.transfer.control;

import dev.emporium.product.transfer.entity.TransferFormat;
import java.io.InputStream;

/** The formats that files of products come in. */
public interface ProductFormats {
    /**
     * Opens a file.
     *
     * @param currency of prices that do not say theirs
     * @throws UnreadableFileException when it does not begin as such a file does
     */
    ProductFile open(TransferFormat format, String currency, InputStream bytes);
}

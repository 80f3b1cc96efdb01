package dev.emporium.product.transfer.control;

import dev.emporium.platform.problem.FieldError;
import dev.emporium.product.catalogue.control.ProductEntry;
import java.util.List;

/** A file that is read product by product. The same file gives the same entries each time. Used by one thread. */
public interface ProductFile {

    /**
     * What the file says of one product.
     *
     * @param line where it begins, the first is 1
     * @param product null if something is wrong with it
     * @param faults what that is
     */
    record Entry(long line, ProductEntry product, List<FieldError> faults) {
        public static Entry of(long line, ProductEntry product) {
            return new Entry(line, product, List.of());
        }

        public static Entry wrong(long line, List<FieldError> faults) {
            return new Entry(line, null, List.copyOf(faults));
        }

        /** @param field empty when it is the whole line */
        public static Entry wrong(long line, String field, String reason) {
            return wrong(line, List.of(new FieldError(field, reason)));
        }
    }

    /**
     * The next one, null behind the last.
     *
     * @throws UnreadableFileException when nothing that follows can be read
     */
    Entry next();
}

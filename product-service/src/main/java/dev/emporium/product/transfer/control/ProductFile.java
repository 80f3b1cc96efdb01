package dev.emporium.product.transfer.control;

import dev.emporium.platform.problem.FieldError;
import dev.emporium.product.catalogue.control.ProductEntry;
import dev.emporium.product.catalogue.entity.CategoryDetails;
import java.util.List;
import java.util.Map;

/** A file that is read product by product, or category by category. The same file gives the same entries each time. Used by one thread. */
public interface ProductFile {

    /**
     * What the file says of one product or category.
     *
     * @param line where it begins, the first is 1
     * @param product null if it is none, or something is wrong with it
     * @param category null if it is none, or something is wrong with it
     * @param faults what that is
     */
    record Entry(long line, ProductEntry product, CategoryDetails category, List<FieldError> faults) {
        public static Entry of(long line, ProductEntry product) {
            return new Entry(line, product, null, List.of());
        }

        public static Entry of(long line, CategoryDetails category) {
            return new Entry(line, null, category, List.of());
        }

        public static Entry wrong(long line, List<FieldError> faults) {
            return new Entry(line, null, null, List.copyOf(faults));
        }

        boolean isFaulty() {
            return product == null && category == null;
        }

        /** What nothing else of the same kind has. */
        Map.Entry<Boolean, String> key() {
            return product == null ? Map.entry(false, category.path()) : Map.entry(true, product.sku());
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

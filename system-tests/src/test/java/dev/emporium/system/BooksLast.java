package dev.emporium.system;

import java.util.Comparator;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Whoever needs the books for themselves comes after all others: {@link ReconciliationIT} begins beside the first and keeps
 * them for a minute, which nobody else need wait for.
 */
final class BooksLast implements ClassOrderer {
    @Override
    public void orderClasses(ClassOrdererContext context) {
        context.getClassDescriptors().sort(Comparator.comparing(test -> test.findAnnotation(ResourceLock.class)
                .isPresent()));
    }
}

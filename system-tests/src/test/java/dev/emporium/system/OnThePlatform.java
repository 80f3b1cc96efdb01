package dev.emporium.system;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands a running {@link Platform} to a test: the one that all share, which starts with the first and stops after the last,
 * or its own.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(OnThePlatform.Provider.class)
@interface OnThePlatform {

    /** What takes long and needs little may have one for itself, and take place beside the tests of the others. */
    boolean ofItsOwn() default false;

    /** Keeps the platform that all share with the run itself, and one of its own with the class. */
    final class Provider implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Platform.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            Class<?> test = context.getRequiredTestClass();
            ExtensionContext.Namespace platforms = ExtensionContext.Namespace.create(Platform.class);
            if (test.getAnnotation(OnThePlatform.class).ofItsOwn()) {
                return context.getStore(platforms)
                        .getOrComputeIfAbsent(test, key -> Platform.startForOne(), Platform.class);
            }
            return context.getRoot()
                    .getStore(platforms)
                    .getOrComputeIfAbsent(Platform.class, key -> Platform.startFresh(), Platform.class);
        }
    }
}

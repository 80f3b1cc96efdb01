package dev.emporium.platform.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropwizard.jersey.validation.JerseyParameterNameProvider;
import jakarta.ws.rs.QueryParam;
import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RememberedNamesTest {
    private final AtomicInteger asked = new AtomicInteger();
    private final RememberedNames names = new RememberedNames(new JerseyParameterNameProvider() {
        @Override
        public List<String> getParameterNames(Method method) {
            asked.incrementAndGet();
            return super.getParameterNames(method);
        }
    });

    @SuppressWarnings("unused")
    private void list(@QueryParam("q") String text, @QueryParam("limit") int most) {}

    @Test
    void areFoundOutOnce() throws Exception {
        for (int i = 0; i < 3; i++) {
            // another object each time, for the same method
            Method method = getClass().getDeclaredMethod("list", String.class, int.class);
            assertThat(names.getParameterNames(method)).containsExactly("query param q", "query param limit");
        }
        assertThat(asked).hasValue(1);
    }
}

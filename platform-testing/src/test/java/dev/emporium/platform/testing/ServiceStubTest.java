package dev.emporium.platform.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emporium.platform.problem.ProblemException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceStubTest {
    private static ServiceStub products(ServiceStub.Handler handler) {
        return new ServiceStub("product-service", "/products", handler);
    }

    private static HttpResponse<String> get(ServiceStub stub, String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(stub.url() + path)).build(), BodyHandlers.ofString());
    }

    @Test
    void answersWhatIsDescribedAndOneFieldMore() throws Exception {
        try (ServiceStub stub = products(request -> "{\"items\": [], \"next\": null}")) {
            assertThat(get(stub, "?limit=1").body()).contains("\"next\":null", "\"something_new\":1");
        }
    }

    @Test
    void refusesWithAProblemThatIsDescribed() throws Exception {
        ServiceStub.Handler refusal = request -> {
            throw ProblemException.of(404, "not_found", "There is no such product.");
        };
        try (ServiceStub stub = products(refusal)) {
            assertThat(get(stub, "/0193b3a0-0000-7000-8000-000000000001").body())
                    .contains("\"not_found\"");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "?limit=1 | {\"items\": []} | next",
                "?limit=1 | {\"items\": [], \"next\": null, \"sum\": 3} | sum",
                "?limit=1 | {\"items\": [{}], \"next\": null} | product_id",
                "/of/nothing | {} | no operation"
            })
    void failsForWhatTheServiceDoesNotAnswer(String path, String body, String fault) throws Exception {
        ServiceStub stub = products(request -> body);
        get(stub, path);
        assertThatThrownBy(stub::close).isInstanceOf(AssertionError.class).hasMessageContaining(fault);
    }
}

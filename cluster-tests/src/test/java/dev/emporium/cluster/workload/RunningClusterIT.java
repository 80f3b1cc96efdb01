package dev.emporium.cluster.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emporium.cluster.render.Commands;
import dev.emporium.cluster.render.Documents;
import dev.emporium.local.Processes;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The platform of the guide for one's own machine, in the cluster of {@code KUBECONFIG}, where {@code k8s/kind.sh} has
 * installed it: only {@code ./run_tests.sh --cluster=pods} asks for it. It replaces and evicts pods there.
 */
@EnabledIfEnvironmentVariable(
        named = "EMPORIUM_CLUSTER",
        matches = "pods",
        disabledReason = "no pods are started: ./run_tests.sh --cluster=pods does")
@EnabledIfEnvironmentVariable(
        named = "KUBECONFIG",
        matches = ".+",
        disabledReason = "no pods are started: there is no KUBECONFIG")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunningClusterIT {
    private static final String CALLED = "product-service";

    @TempDir
    private Path folder;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final List<String> callers = new ArrayList<>();
    private Process gateway;
    private URI products;

    @BeforeAll
    void reach(@TempDir Path logs) throws Exception {
        accept("wait", "--for=condition=Ready", "node", "--all", "--timeout=20s");
        int port = Processes.freePort();
        gateway = new ProcessBuilder(
                        "kubectl", "-n", "emissary", "port-forward", "service/emissary-ingress", port + ":80")
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(logs.resolve("port-forward.log").toFile()))
                .start();
        products = URI.create("http://127.0.0.1:" + port + "/products");
        await("the gateway answers", () -> status() == 200);
    }

    @AfterAll
    void leave() throws Exception {
        if (gateway != null) {
            gateway.destroy();
        }
        for (String caller : callers) {
            kubectl("-n", "emporium", "delete", "pod", caller, "--wait=false");
        }
    }

    @Test
    void losesNoRequestWhenPodsAreReplaced() throws Exception {
        Queue<Integer> others = new ConcurrentLinkedQueue<>();
        AtomicInteger well = new AtomicInteger();
        Thread load = new Thread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                int status = status();
                if (status == 200) {
                    well.incrementAndGet();
                } else {
                    others.add(status);
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        });
        load.start();
        try {
            accept("-n", "emporium", "rollout", "restart", "deployment/" + CALLED);
            accept("-n", "emporium", "wait", "--for=condition=Available", "deployment/" + CALLED, "--timeout=50s");
            await("the new pods are there", () -> isReplaced());
        } finally {
            load.interrupt();
            load.join();
        }

        assertThat(others).isEmpty();
        assertThat(well).hasValueGreaterThan(50);
    }

    @Test
    void comesBackWhenAPodIsKilled() throws Exception {
        accept("-n", "emporium", "delete", "pod", "-l", selector(CALLED), "--grace-period=0", "--force");

        await("another pod answers", () -> status() == 200);
    }

    /** Of two pods the first may go, and the second once there is another one. */
    @Test
    void letsOnePodOfAServiceGoAtATime() throws Exception {
        accept("-n", "emporium", "scale", "deployment/" + CALLED, "--replicas=2");
        await("there are two", () -> ready().size() == 2);
        List<String> pods = ready();

        Commands.Result first = evict(pods.get(0));
        Commands.Result second = evict(pods.get(1));

        assertThat(first.exit()).as(first.output()).isZero();
        assertThat(second.exit()).isNotZero();
        assertThat(second.output()).contains("disruption budget");
        await("there are two again", () -> ready().size() == 2);
    }

    /** By the network plug-in, from pods with the labels of whom they stand for. */
    @ParameterizedTest
    @CsvSource({
        "cart-service, product-service:8001, true",
        "cart-service, order-service:8003, false",
        "cart-service, product-service-database-rw:5432, false",
        "cart-service, kafka-kafka-bootstrap:9092, true",
        "cart-service, payment-provider:8090, false",
        "payment-service, payment-provider:8090, true",
        "notification-service, mailbox:2525, true",
        "stranger, product-service:8001, false",
        "stranger, kafka-kafka-bootstrap:9092, false",
        "stranger, mailbox:8025, false",
    })
    void reachesWhoItMay(String caller, String called, boolean isLetThrough) throws Exception {
        String pod = "reach-" + caller;
        if (!callers.contains(pod)) {
            callers.add(pod);
            start(pod, caller);
        }
        String address = called.replace(':', '/');
        Commands.Result result = kubectl(
                "-n", "emporium", "exec", pod, "--", "timeout", "5", "bash", "-c", "exec 3<>/dev/tcp/" + address);

        assertThat(result.exit() == 0).as(result.output()).isEqualTo(isLetThrough);
    }

    /** The simulators' image has a shell, and is in the cluster. */
    private void start(String pod, String caller) throws Exception {
        String labels = caller.equals("stranger")
                ? "{}"
                : "{app.kubernetes.io/name: %s, app.kubernetes.io/part-of: emporium, app.kubernetes.io/component: server}"
                        .formatted(caller);
        Path manifest = Files.writeString(
                folder.resolve(pod + ".yaml"),
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, labels: %s}
                spec:
                  automountServiceAccountToken: false
                  securityContext: {runAsNonRoot: true, runAsUser: 65532, seccompProfile: {type: RuntimeDefault}}
                  containers:
                    - name: reach
                      image: docker.io/emporium/simulators:local
                      imagePullPolicy: Never
                      command: [sleep, "1800"]
                      resources: {requests: {cpu: 10m, memory: 16Mi}, limits: {cpu: 100m, memory: 32Mi}}
                      securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
                """
                        .formatted(pod, labels));
        accept("-n", "emporium", "apply", "--filename", manifest.toString());
        accept("-n", "emporium", "wait", "--for=condition=Ready", "pod/" + pod, "--timeout=50s");
    }

    private Commands.Result evict(String pod) throws Exception {
        Path eviction = Files.writeString(
                folder.resolve("eviction.json"),
                """
                {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": "%s", "namespace": "emporium"}}
                """
                        .formatted(pod));
        String path = "/api/v1/namespaces/emporium/pods/" + pod + "/eviction";
        return kubectl("create", "--raw", path, "--filename", eviction.toString());
    }

    private static String selector(String service) {
        return "app.kubernetes.io/name=" + service + ",app.kubernetes.io/component=server";
    }

    /** The pods that serve and are not on their way out. */
    private static List<String> ready() {
        String each = "{range .items[*]}{.metadata.name} {.metadata.deletionTimestamp} "
                + "{.status.conditions[?(@.type==\"Ready\")].status}{\"\\n\"}{end}";
        return ask("-n", "emporium", "get", "pods", "-l", selector(CALLED), "--output=jsonpath=" + each)
                .lines()
                .filter(line -> line.endsWith("  True"))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .toList();
    }

    private static boolean isReplaced() {
        return ask("-n", "emporium", "rollout", "status", "deployment/" + CALLED, "--watch=false")
                .contains("successfully rolled out");
    }

    /** 0 when there was no answer. */
    private int status() {
        try {
            HttpRequest request = HttpRequest.newBuilder(products)
                    .timeout(Duration.ofSeconds(10))
                    .build();
            return http.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            // the load has ended, and what it waited for counts as neither
            Thread.currentThread().interrupt();
            return 200;
        }
    }

    private static void await(String what, BooleanSupplier holds) {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
    }

    private static String ask(String... arguments) {
        try {
            return kubectl(arguments).output();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void accept(String... arguments) throws Exception {
        Commands.Result result = kubectl(arguments);
        assertThat(result.exit()).as(result.output()).isZero();
    }

    private static Commands.Result kubectl(String... arguments) throws IOException, InterruptedException {
        return Commands.run(
                Documents.path(""),
                Stream.concat(Stream.of("kubectl"), Stream.of(arguments)).toArray(String[]::new));
    }
}

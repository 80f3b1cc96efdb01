package dev.emporium.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever sends or reads slowly holds nothing of a service, and keeps nobody else waiting. */
class SlowClientsIT {

    private static final int CLIENTS = 300;

    private final List<AutoCloseable> open = new ArrayList<>();

    @TempDir
    private Path folder;

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"standalone", "envoy"})
    void aSlowSenderDoesNotReachAService(String gateway) throws Exception {
        Service service = new Service();
        int port = start(gateway, service);
        List<Socket> senders = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Socket sender = send(port, "POST /products/", "Expect: 100-continue\r\nContent-Length: 100\r\n");
            assertThat(Message.read(sender.getInputStream()).firstLine()).endsWith("100 Continue");
            sender.getOutputStream().write("half".getBytes(StandardCharsets.US_ASCII));
            senders.add(sender);
        }

        assertThat(answer(send(port, "GET /products", ""))).startsWith("HTTP/1.1 200");

        assertThat(service.connections).hasValue(1);
        for (Socket sender : senders) {
            assertThat(answer(sender)).startsWith("HTTP/1.1 408");
        }
        assertThat(service.connections).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"standalone", "envoy"})
    void aServiceIsSoonRidOfASlowReader(String gateway) throws Exception {
        Service service = new Service();
        int port = start(gateway, service);
        for (int i = 0; i < CLIENTS; i++) {
            send(port, "GET /products/endless", "");
            assertThat(service.begun.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(answer(send(port, "GET /products", ""))).startsWith("HTTP/1.1 200");

        assertThat(service.cutOff.await(120, TimeUnit.SECONDS)).isTrue();
    }

    private int start(String gateway, Service service) throws Exception {
        open.add(service);
        int nobody = LocalEnvoy.freePort();
        if (gateway.equals("standalone")) {
            Gateway standalone = Gateway.start(
                    GatewayAgreementIT.impatientMappings(folder),
                    0,
                    Map.of("PRODUCT_SERVICE_PORT", Integer.toString(service.port())));
            open.add(standalone);
            return standalone.port();
        }
        assumeTrue(LocalEnvoy.binary() != null, LocalEnvoy.ABSENT);
        LocalEnvoy envoy = LocalEnvoy.start(
                GatewayAgreementIT.REPOSITORY.resolve("compose/envoy.yaml"),
                folder,
                Map.of(
                        "product-service", service.port(),
                        "cart-service", nobody,
                        "order-service", nobody,
                        "customer-service", nobody));
        open.add(envoy);
        return envoy.port();
    }

    private Socket send(int port, String firstLine, String headers) throws IOException {
        Socket socket = new Socket();
        open.add(socket);
        socket.setReceiveBufferSize(4096);
        socket.setSoTimeout(60_000);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.getOutputStream()
                .write((firstLine + " HTTP/1.1\r\nHost: shop.example\r\n" + headers + "\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String answer(Socket socket) throws IOException {
        return Message.read(new BufferedInputStream(socket.getInputStream())).firstLine();
    }

    /** Answers anything at once, and what is endless with more than all buffers on the way hold. */
    private static final class Service implements AutoCloseable {

        private static final byte[] PART = new byte[1 << 16];

        private final ServerSocket server = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
        private final AtomicInteger connections = new AtomicInteger();
        private final Semaphore begun = new Semaphore(0);
        private final CountDownLatch cutOff = new CountDownLatch(CLIENTS);

        Service() throws IOException {
            daemon(() -> {
                while (true) {
                    Socket socket = server.accept();
                    connections.incrementAndGet();
                    daemon(() -> serve(socket));
                }
            });
        }

        private interface Work {
            void run() throws IOException;
        }

        private static void daemon(Work work) {
            Thread thread = new Thread(() -> {
                try {
                    work.run();
                } catch (IOException e) {
                    // the other side has gone
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        private void serve(Socket socket) throws IOException {
            try (socket) {
                InputStream in = new BufferedInputStream(socket.getInputStream());
                while (true) {
                    if (Message.read(in).firstLine().contains("/endless")) {
                        writeEndlessly(socket);
                    } else {
                        socket.getOutputStream().write(TinyUpstream.OK.getBytes(StandardCharsets.US_ASCII));
                    }
                }
            }
        }

        private void writeEndlessly(Socket socket) throws IOException {
            begun.release();
            try {
                socket.getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
                while (true) {
                    socket.getOutputStream().write(PART);
                }
            } finally {
                cutOff.countDown();
            }
        }

        int port() {
            return server.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}

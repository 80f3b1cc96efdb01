package dev.emporium.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not asked of all gateways: what Emissary says of its files, whom it asks, and TLS. */
class CompiledEmissaryIT {

    private static final String HOST = "shop.emporium.example";
    private static final char[] PASSWORD = "secret".toCharArray();

    @TempDir
    private Path folder;

    @BeforeAll
    static void find() {
        assumeTrue(CompiledEmissary.python() != null, CompiledEmissary.ABSENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "staging", "production"})
    void complainsOfNothingAndNamesEverybodyInFull(String environment) throws Exception {
        CompiledEmissary compiled = CompiledEmissary.of(GatewayAgreementIT.REPOSITORY, environment);

        assertThat(compiled.errors()).isEmpty();
        assertThat(compiled.addresses())
                .contains(
                        "rate-limits.emporium:8081",
                        "otel-collector.monitoring:4317",
                        "product-service.emporium:8001",
                        "customer-service.emporium:8006")
                .allMatch(address -> address.contains("."));
    }

    @Test
    void offersHttp2AndAsksForTlsOverTlsAlone() throws Exception {
        assumeTrue(LocalEnvoy.binary() != null, LocalEnvoy.ABSENT);
        KeyStore store = certificate();
        CompiledEmissary compiled = CompiledEmissary.of(GatewayAgreementIT.REPOSITORY, "production");
        try (TinyUpstream service = TinyUpstream.answering(0, request -> TinyUpstream.OK);
                LocalEnvoy https = compiled.start(
                        "https", folder, Map.of("product-service", service.port()), folder.resolve("host"));
                LocalEnvoy http = compiled.start(
                        "http", Files.createDirectory(folder.resolve("http")), Map.of(), folder.resolve("host"))) {
            try (SSLSocket socket = connect(store, https.port(), "h2", "http/1.1")) {
                assertThat(socket.getApplicationProtocol()).isEqualTo("h2");
            }
            for (String path : List.of("/products", "/nothing", "/products/;x", "/carts/1")) {
                try (SSLSocket socket = connect(store, https.port(), "http/1.1")) {
                    assertThat(ask(socket, path).header("Strict-Transport-Security"))
                            .as(path)
                            .isEqualTo("max-age=31536000");
                }
            }
            try (Socket socket = new Socket("127.0.0.1", http.port())) {
                Message answer = ask(socket, "/products");
                assertThat(answer.firstLine()).startsWith("HTTP/1.1 301");
                assertThat(answer.header("Location")).isEqualTo("https://" + HOST + "/products");
                assertThat(answer.header("Strict-Transport-Security")).isEmpty();
            }
        }
    }

    private static Message ask(Socket socket, String path) throws IOException {
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        return Message.read(new BufferedInputStream(socket.getInputStream()));
    }

    private static SSLSocket connect(KeyStore trusted, int port, String... protocols) throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(HOST)));
        parameters.setApplicationProtocols(protocols);
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /** Made by the JDK's own tool, and written for Envoy as {@code host.crt} and {@code host.key}. */
    private KeyStore certificate() throws Exception {
        Path file = folder.resolve("host.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "host",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + HOST,
                        "-ext",
                        "san=dns:" + HOST,
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        file.toString())
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD);
        write("host.crt", "CERTIFICATE", store.getCertificate("host").getEncoded());
        write("host.key", "PRIVATE KEY", store.getKey("host", PASSWORD).getEncoded());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("host", store.getCertificate("host"));
        return trusted;
    }

    private void write(String name, String what, byte[] content) throws IOException {
        String text = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(content);
        Files.writeString(
                folder.resolve(name), "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
    }
}

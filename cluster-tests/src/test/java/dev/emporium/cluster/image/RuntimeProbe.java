package dev.emporium.cluster.image;

import java.io.FileInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.nio.charset.Charset;
import java.nio.file.spi.FileSystemProvider;
import java.security.KeyStore;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * Run by the Java of the images: does there what the services do not do in a test, and fails where a module is missing.
 * Takes a key store, whose key speaks for 127.0.0.1, and its password.
 */
final class RuntimeProbe {
    private RuntimeProbe() {}

    public static void main(String[] arguments) throws Exception {
        System.out.println("TLS: " + handshake(arguments[0], arguments[1].toCharArray()));
        TrustManagerFactory authorities = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        authorities.init((KeyStore) null);
        System.out.println("File systems: "
                + FileSystemProvider.installedProviders().stream()
                        .map(FileSystemProvider::getScheme)
                        .toList());
        // that in which Java 17 reads variables
        System.out.println("Variables: " + Charset.defaultCharset());
        System.out.println("Flight recorder: " + Class.forName("jdk.jfr.Recording"));
        ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getCpuLoad();
        System.exit(0);
    }

    private static String handshake(String file, char[] password) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = new FileInputStream(file)) {
            store.load(in, password);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, password);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        InetAddress here = InetAddress.getByName("127.0.0.1");
        try (SSLServerSocket server =
                        (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0, 1, here);
                SSLSocket client = (SSLSocket) context.getSocketFactory().createSocket(here, server.getLocalPort())) {
            CompletableFuture<Void> answer = CompletableFuture.runAsync(() -> sayHello(server));
            int first = client.getInputStream().read();
            answer.join();
            return client.getSession().getProtocol() + " " + client.getSession().getCipherSuite() + " " + first;
        }
    }

    private static void sayHello(SSLServerSocket server) {
        try (SSLSocket socket = (SSLSocket) server.accept();
                OutputStream out = socket.getOutputStream()) {
            out.write(1);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}

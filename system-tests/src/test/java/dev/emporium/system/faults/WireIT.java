package dev.emporium.system.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emporium.system.faults.Wire.Harm;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is done to a wire is what those at its ends notice, and it heals. */
@Timeout(30)
class WireIT {
    private static final int BRIEFLY_MS = 300;
    private static final int AT_LAST_MS = 10_000;

    /** What has come to the one who listens; -1 for the end. */
    private final BlockingQueue<Integer> heard = new LinkedBlockingQueue<>();

    private ServerSocket echo;
    private Wire wire;
    private int port;
    private Socket client;

    @BeforeEach
    void connect() throws Exception {
        echo = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::listen, "echo");
        thread.setDaemon(true);
        thread.start();
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        wire = new Wire(port, echo.getLocalPort());
        client = open();
        assertThat(ask(client, 1)).isEqualTo(1);
        assertThat(heard.take()).isEqualTo(1);
    }

    private void listen() {
        while (!echo.isClosed()) {
            try {
                Socket socket = echo.accept();
                Thread thread = new Thread(() -> answer(socket), "answer");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                // closed
            }
        }
    }

    private void answer(Socket socket) {
        try (socket) {
            int read;
            do {
                read = socket.getInputStream().read();
                heard.add(read);
                if (read >= 0) {
                    socket.getOutputStream().write(read);
                }
            } while (read >= 0);
        } catch (IOException e) {
            heard.add(-2);
        }
    }

    private Socket open() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(AT_LAST_MS);
        return socket;
    }

    private static int ask(Socket socket, int what) throws IOException {
        socket.getOutputStream().write(what);
        return socket.getInputStream().read();
    }

    /** For a moment; what is to come may take a busy machine longer. */
    private void hearsNothing() throws IOException {
        client.setSoTimeout(BRIEFLY_MS);
        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        client.setSoTimeout(AT_LAST_MS);
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        wire.close();
        echo.close();
    }

    @Test
    void aCutBreaksWhatThereIsAndRefusesWhatComes() throws Exception {
        wire.harm(Harm.CUT);

        assertThatThrownBy(() -> ask(client, 2)).isInstanceOf(SocketException.class);
        assertThatThrownBy(this::open).isInstanceOf(ConnectException.class);
        wire.heal();
        try (Socket again = open()) {
            assertThat(ask(again, 3)).isEqualTo(3);
        }
    }

    @Test
    void aRefusalLeavesWhatThereIs() throws Exception {
        wire.harm(Harm.REFUSE);

        assertThat(ask(client, 2)).isEqualTo(2);
        assertThatThrownBy(this::open).isInstanceOf(ConnectException.class);
    }

    @Test
    void whatIsHeldComesLater() throws Exception {
        wire.harm(Harm.HOLD_REQUESTS);
        client.getOutputStream().write(2);
        hearsNothing();
        assertThat(heard).isEmpty();

        wire.harm(Harm.HOLD_ANSWERS);
        hearsNothing();

        wire.heal();
        assertThat(heard.take()).isEqualTo(2);
        assertThat(client.getInputStream().read()).isEqualTo(2);
    }

    @Test
    void ofWhatIsHeardTheAnswerIsLost() throws Exception {
        wire.harm(Harm.LOSE_ANSWERS);

        client.getOutputStream().write(2);
        hearsNothing();
        assertThat(heard.take()).isEqualTo(2);
        wire.heal();
        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
    }

    @Test
    void aHalfCloseIsTheEndForTheOneWhoListens() throws Exception {
        wire.harm(Harm.HALF_CLOSE);

        assertThat(heard.take()).isEqualTo(-1);
        assertThat(client.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void aDelayTakesTime() throws Exception {
        wire.harm(Harm.DELAY);
        long begin = System.nanoTime();

        assertThat(ask(client, 2)).isEqualTo(2);
        assertThat(System.nanoTime() - begin).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(250));
    }
}

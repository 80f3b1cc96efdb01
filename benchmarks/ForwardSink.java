import dev.emporium.logshipping.receiver.ForwardReceiver;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;

/**
 * In Fluentd's place: takes lines in, acknowledges them and forgets them. Says which port it listens at. It does not look
 * into them: what a receiver does with lines is not what is measured, and it shares the machine.
 */
public final class ForwardSink {
    private ForwardSink() {}

    public static void main(String[] arguments) throws IOException {
        try (ServerSocket server =
                new ServerSocket(Integer.parseInt(arguments[0]), 50, InetAddress.getLoopbackAddress())) {
            System.out.println(server.getLocalPort());
            while (true) {
                Socket connection = server.accept();
                new Thread(() -> receive(connection)).start();
            }
        }
    }

    private static void receive(Socket connection) {
        try (connection;
                MessageUnpacker messages = MessagePack.newDefaultUnpacker(
                        new BufferedInputStream(connection.getInputStream(), 1 << 16))) {
            while (messages.hasNext()) {
                // tag, packed lines, options
                messages.unpackArrayHeader();
                messages.skipValue(2);
                for (int left = messages.unpackMapHeader(); left > 0; left--) {
                    if (messages.unpackString().equals("chunk")) {
                        ForwardReceiver.acknowledge(messages.unpackString(), connection.getOutputStream());
                    } else {
                        messages.skipValue();
                    }
                }
            }
        } catch (IOException e) {
            System.err.println("A sender of logs must come again: " + e);
        }
    }
}

import dev.emporium.logshipping.receiver.ForwardReceiver;

/** In Fluentd's place: takes lines in, acknowledges them and forgets them. Says which port it listens at. */
public final class ForwardSink {
    private ForwardSink() {}

    public static void main(String[] arguments) throws Exception {
        try (ForwardReceiver receiver = new ForwardReceiver(Integer.parseInt(arguments[0]), chunk -> {})) {
            System.out.println(receiver.port());
            Thread.currentThread().join();
        }
    }
}

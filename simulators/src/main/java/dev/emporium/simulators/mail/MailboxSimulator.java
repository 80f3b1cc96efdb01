package dev.emporium.simulators.mail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;

/**
 * A mail server that takes everything and passes nothing on, and a gateway for text messages likewise ({@code POST /sms
 * {"to", "text"}}). What they took is read in a browser, or as JSON: {@code GET /mails.json?to=} and {@code GET
 * /texts.json?to=}. Nothing is acknowledged that is not on the disk.
 */
public final class MailboxSimulator implements AutoCloseable {
    private static final int LARGEST_MAIL = 1 << 20;
    private static final int LARGEST_TEXT = 1 << 14;

    static {
        // else each answer waits for the client to acknowledge its headers; read once, when the server's class is
        // loaded
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final ObjectMapper json = new ObjectMapper()
            .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final MailboxSettings settings;
    private final Mailbox mailbox;
    private final SMTPServer smtp;
    private final HttpServer http;

    public MailboxSimulator(MailboxSettings settings) {
        this.settings = settings;
        this.mailbox = new Mailbox(settings.folder(), settings.most(), json);
        try {
            http = HttpServer.create(new InetSocketAddress(settings.host(), settings.httpPort()), 0);
            smtp = SMTPServer.port(settings.smtpPort())
                    .bindAddress(InetAddress.getByName(settings.host()))
                    .maxMessageSize(LARGEST_MAIL)
                    .softwareName("Emporium's simulated mail server")
                    .messageHandlerFactory(Taking::new)
                    .build();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("MAILBOX_HOST is no address", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        http.setExecutor(threads);
        http.createContext("/", this::serve);
        smtp.start();
        http.start();
    }

    public static void main(String[] arguments) {
        MailboxSimulator simulator = new MailboxSimulator(MailboxSettings.of(System.getenv()));
        Runtime.getRuntime().addShutdownHook(new Thread(simulator::close));
        System.out.println("The simulated mailbox takes mails at smtp://" + simulator.settings.host() + ":"
                + simulator.smtpPort() + " and shows them at " + simulator.url() + "; nothing leaves this machine");
    }

    /** Where it is read, without a slash at the end. */
    public URI url() {
        return URI.create(
                "http://%s:%d".formatted(settings.host(), http.getAddress().getPort()));
    }

    public int smtpPort() {
        return smtp.getPortAllocated();
    }

    @Override
    public void close() {
        smtp.stop();
        http.stop(0);
        threads.shutdownNow();
    }

    /** One conversation's mail. */
    private final class Taking implements MessageHandler {
        private final List<String> to = new ArrayList<>();

        Taking(MessageContext context) {}

        @Override
        public void from(String address) {}

        @Override
        public void recipient(String address) {
            to.add(address);
        }

        @Override
        public String data(InputStream stream) throws RejectException, IOException {
            byte[] mail = stream.readNBytes(LARGEST_MAIL + 1);
            if (mail.length > LARGEST_MAIL) {
                throw new RejectException(552, "Too large: a mebibyte is the most");
            }
            return "Kept as " + mailbox.keep("mail", String.join(",", to), null, mail);
        }

        @Override
        public void done() {}
    }

    private record Reply(int status, String type, byte[] body, String policy) {}

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            Reply reply;
            try {
                reply = answer(exchange);
            } catch (JsonProcessingException | RuntimeException e) {
                reply = json(400, Map.of("error", "That is no request of ours."));
            } catch (IOException e) {
                reply = json(500, Map.of("error", "It cannot be read or kept now: " + e));
            }
            exchange.getResponseHeaders().set("Content-Type", reply.type);
            exchange.getResponseHeaders().set("Content-Security-Policy", reply.policy);
            exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.sendResponseHeaders(reply.status, reply.body.length);
            exchange.getResponseBody().write(reply.body);
        }
    }

    private Reply answer(HttpExchange exchange) throws IOException {
        String[] path = exchange.getRequestURI().getPath().substring(1).split("/");
        String to = to(exchange.getRequestURI().getRawQuery());
        String route = exchange.getRequestMethod() + " "
                + exchange.getRequestURI().getPath().replaceAll("[0-9]+", "*");
        return switch (route) {
            case "GET /" -> page(MailboxPages.list(mailbox.list("mail", to), mailbox.list("sms", to), to));
            case "GET /health" -> json(200, Map.of("status", "ok", "simulator", true));
            case "GET /mails.json" -> json(200, Map.of("simulator", true, "items", items("mail", to)));
            case "GET /texts.json" -> json(200, Map.of("simulator", true, "items", items("sms", to)));
            case "POST /sms" -> text(exchange);
            case "GET /mails/*" ->
                mailbox.find(Long.parseLong(path[1]))
                        .map(MailboxPages::one)
                        .map(this::page)
                        .orElseGet(this::nothing);
            case "GET /mails/*/html" ->
                mailbox.find(Long.parseLong(path[1]))
                        .flatMap(mail -> Optional.ofNullable(mail.html()))
                        .map(this::strange)
                        .orElseGet(this::nothing);
            case "GET /mails/*/raw" ->
                mailbox.raw(Long.parseLong(path[1]))
                        .map(mail -> new Reply(200, "text/plain; charset=utf-8", mail, "default-src 'none'"))
                        .orElseGet(this::nothing);
            default -> nothing();
        };
    }

    /** Of one reader all that came, of all only which. */
    private List<?> items(String channel, String to) throws IOException {
        if (to == null) {
            return mailbox.list(channel, null);
        }
        List<Received> items = new ArrayList<>();
        for (Mailbox.Entry entry : mailbox.list(channel, to)) {
            mailbox.find(entry.id()).ifPresent(items::add);
        }
        return items;
    }

    private Reply text(HttpExchange exchange) throws IOException {
        JsonNode sms = json.readTree(exchange.getRequestBody().readNBytes(LARGEST_TEXT));
        String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        if (key == null || !sms.path("to").isTextual() || !sms.path("text").isTextual()) {
            return json(400, Map.of("error", "POST {\"to\", \"text\"} with an Idempotency-Key"));
        }
        long id = mailbox.keep(
                "sms", sms.get("to").asText(), key, sms.get("text").asText().getBytes(StandardCharsets.UTF_8));
        return json(202, Map.of("id", id));
    }

    /** The address or number that is asked for, or null. */
    private static String to(String query) {
        String to = query != null && query.startsWith("to=") ? query.substring("to=".length()) : "";
        return to.isEmpty() ? null : URLDecoder.decode(to, StandardCharsets.UTF_8);
    }

    private Reply page(String html) {
        return new Reply(
                200,
                "text/html; charset=utf-8",
                html.getBytes(StandardCharsets.UTF_8),
                "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; form-action 'self'");
    }

    /** What somebody else has written: it runs nothing, asks for nothing, and is of no origin. */
    private Reply strange(String html) {
        return new Reply(
                200,
                "text/html; charset=utf-8",
                html.getBytes(StandardCharsets.UTF_8),
                "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'");
    }

    private Reply nothing() {
        return json(404, Map.of("error", "There is nothing here."));
    }

    private Reply json(int status, Object value) {
        try {
            return new Reply(status, "application/json", json.writeValueAsBytes(value), "default-src 'none'");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

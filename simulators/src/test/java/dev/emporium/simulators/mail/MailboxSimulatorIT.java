package dev.emporium.simulators.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mails by SMTP, as any program sends them, and text messages; read as a browser and a test do. */
class MailboxSimulatorIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private MailboxSimulator mailbox;

    @BeforeEach
    void open() {
        mailbox = start(100);
    }

    @AfterEach
    void close() {
        mailbox.close();
    }

    private MailboxSimulator start(int most) {
        return new MailboxSimulator(new MailboxSettings("127.0.0.1", 0, 0, folder, most));
    }

    private static void send(int port, String to, String subject, String text, String html) throws MessagingException {
        Properties properties = new Properties();
        properties.put("mail.smtp.host", "127.0.0.1");
        properties.put("mail.smtp.port", Integer.toString(port));
        properties.put("mail.smtp.timeout", "60000");
        MimeMessage message = new MimeMessage(Session.getInstance(properties));
        message.setFrom(new InternetAddress("shop@example.com"));
        message.setRecipient(RecipientType.TO, new InternetAddress(to));
        message.setSubject(subject, "UTF-8");
        MimeBodyPart plain = new MimeBodyPart();
        plain.setText(text, "UTF-8", "plain");
        MimeBodyPart markup = new MimeBodyPart();
        markup.setText(html, "UTF-8", "html");
        message.setContent(new MimeMultipart("alternative", plain, markup));
        Transport.send(message);
    }

    private void send(String to, String subject) throws MessagingException {
        send(mailbox.smtpPort(), to, subject, "Grüße", "<p>Grüße</p>");
    }

    private static HttpResponse<String> get(URI server, String path) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(URI.create(server + path)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return get(mailbox.url(), path);
    }

    private List<JsonNode> items(String path) throws IOException, InterruptedException {
        JsonNode answer = JSON.readTree(get(path).body());
        assertThat(answer.path("simulator").asBoolean()).isTrue();
        List<JsonNode> items = new ArrayList<>();
        answer.path("items").forEach(items::add);
        return items;
    }

    private HttpResponse<String> text(String key, String body) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(mailbox.url() + "/sms")).POST(BodyPublishers.ofString(body));
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    @Test
    void showsAMailToWhoeverAsksForItsReader() throws Exception {
        send("jo@example.com", "Schöne Grüße");
        send("ada@example.com", "Other");
        List<JsonNode> items = items("/mails.json?to=jo%40example.com");
        assertThat(items).hasSize(1);
        JsonNode mail = items.get(0);
        assertThat(mail.path("subject").asText()).isEqualTo("Schöne Grüße");
        assertThat(mail.path("text").asText()).isEqualTo("Grüße");
        assertThat(mail.path("html").asText()).isEqualTo("<p>Grüße</p>");
        assertThat(mail.path("name").asText()).startsWith("<").endsWith(">");
        assertThat(mail.at("/headers/From").asText()).isEqualTo("shop@example.com");
        assertThat(items("/mails.json")).hasSize(2);
        String page = get("/").body();
        assertThat(page).contains("This is a simulator", "Schöne Grüße", "ada@example.com");
        assertThat(get("/?to=ada@example.com").body()).doesNotContain("Schöne Grüße");
        long id = mail.path("id").asLong();
        assertThat(get("/mails/" + id).body()).contains("<pre>Grüße</pre>", "<iframe sandbox src=\"" + id + "/html\"");
        assertThat(get("/mails/" + id + "/raw").body()).contains("Content-Type: multipart/alternative");
        assertThat(get("/mails/99").statusCode()).isEqualTo(404);
        assertThat(get("/elsewhere").statusCode()).isEqualTo(404);
    }

    /** Somebody else has written it: no page of ours holds it as markup, and where it is one it can do nothing. */
    @Test
    void runsNothingThatAMailBrings() throws Exception {
        String hostile = "<script>alert(1)</script>";
        send(mailbox.smtpPort(), "jo@example.com", hostile, hostile, hostile);
        assertThat(get("/").body()).doesNotContain("<script");
        assertThat(get("/mails/1").body()).doesNotContain("<script");
        assertThat(get("/mails/1").headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy).startsWith("default-src 'none'"));
        HttpResponse<String> itself = get("/mails/1/html");
        assertThat(itself.body()).isEqualTo(hostile);
        assertThat(itself.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy).startsWith("sandbox; default-src 'none'"));
        assertThat(get("/mails/1/raw").headers().firstValue("Content-Type")).hasValue("text/plain; charset=utf-8");
    }

    @Test
    void takesATextMessageOnceUnderItsKey() throws Exception {
        String body = "{\"to\": \"+442079460000\", \"text\": \"Your order is on its way\"}";
        assertThat(text("one", body).statusCode()).isEqualTo(202);
        assertThat(text("one", body).body()).isEqualTo(text("one", body).body());
        assertThat(text("two", body).statusCode()).isEqualTo(202);
        assertThat(text(null, body).statusCode()).isEqualTo(400);
        assertThat(text("three", "{}").statusCode()).isEqualTo(400);
        assertThat(text("four", "nonsense").statusCode()).isEqualTo(400);
        assertThat(items("/texts.json?to=%2B442079460000"))
                .hasSize(2)
                .allSatisfy(sms -> assertThat(sms.path("text").asText()).isEqualTo("Your order is on its way"));
        assertThat(items("/mails.json")).isEmpty();
        assertThat(get("/").body()).contains("+442079460000");
    }

    /** Who is told that it was their fault does not send it again. */
    @Test
    void takesTheBlameForWhatItCannotKeep() throws Exception {
        mailbox.close();
        Path gone = folder.resolve("gone");
        mailbox = new MailboxSimulator(new MailboxSettings("127.0.0.1", 0, 0, gone, 10));
        Files.delete(gone);
        String body = "{\"to\": \"+442079460000\", \"text\": \"Your order is on its way\"}";
        assertThat(text("one", body).statusCode()).isEqualTo(500);
        assertThatThrownBy(() -> send("jo@example.com", "A mail")).isInstanceOf(MessagingException.class);

        Files.createDirectory(gone);
        assertThat(text("one", body).statusCode()).isEqualTo(202);
        send("jo@example.com", "A mail");
        assertThat(items("/mails.json")).hasSize(1);
    }

    @Test
    void keepsTheLastOnes() throws Exception {
        mailbox.close();
        mailbox = start(3);
        for (int i = 1; i <= 5; i++) {
            send("jo@example.com", "Mail " + i);
        }
        assertThat(items("/mails.json").stream()
                        .map(mail -> mail.path("subject").asText()))
                .containsExactly("Mail 5", "Mail 4", "Mail 3");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(3);
        }
        mailbox.close();
        mailbox = start(2);
        send("jo@example.com", "Mail 6");
        assertThat(items("/mails.json").stream().map(mail -> mail.path("id").asLong()))
                .containsExactly(6L, 5L);
    }

    /** What it has acknowledged it still has after a kill; what was half written is as if it had not come. */
    @Test
    void losesNothingThatItHasAcknowledgedWhenItIsKilled() throws Exception {
        Path own = folder.resolve("own");
        Process process = child(own);
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            String line = output.readLine();
            int port = Integer.parseInt(line.replaceAll(".*smtp://127.0.0.1:(\\d+) .*", "$1"));
            for (int i = 0; i < 20; i++) {
                send(port, "jo@example.com", "Mail " + i, "text", "html");
            }
        } finally {
            process.destroyForcibly();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
        Files.writeString(own.resolve("21.json.unfinished"), "{\"chan");
        mailbox.close();
        mailbox = new MailboxSimulator(new MailboxSettings("127.0.0.1", 0, 0, own, 100));
        assertThat(items("/mails.json?to=jo@example.com")).hasSize(20);
        assertThat(own.resolve("21.json.unfinished")).doesNotExist();
    }

    private static Process child(Path own) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        MailboxSimulator.class.getName())
                .redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of("MAILBOX_SMTP_PORT", "0", "MAILBOX_HTTP_PORT", "0", "MAILBOX_FOLDER", own.toString()));
        return builder.start();
    }
}

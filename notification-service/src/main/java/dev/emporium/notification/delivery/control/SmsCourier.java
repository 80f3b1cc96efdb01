package dev.emporium.notification.delivery.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.notification.delivery.entity.Letter;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import javax.net.ssl.SSLHandshakeException;

/**
 * Hands text messages to a gateway: {@code POST {"to", "text"}}, with the notification's id for an
 * {@code Idempotency-Key}. One thread.
 */
public final class SmsCourier implements Courier {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final URI gateway;
    private final ObjectMapper json;

    public SmsCourier(URI gateway, ObjectMapper json) {
        this.gateway = gateway;
        this.json = json;
    }

    private record Sms(String to, String text) {}

    @Override
    public void deliver(Letter letter) throws AwayException, NotNowException, RefusedException {
        int status = post(letter);
        if (status >= 400 && status < 500 && status != 408 && status != 429) {
            throw new RefusedException("refused_" + status);
        }
        if (status >= 300) {
            throw new NotNowException("put_off_" + status);
        }
    }

    private int post(Letter letter) throws AwayException, NotNowException {
        try {
            HttpRequest request = HttpRequest.newBuilder(gateway)
                    .timeout(ANSWER)
                    .header("Content-Type", "application/json")
                    .header("Idempotency-Key", letter.notificationId().toString())
                    .POST(BodyPublishers.ofString(json.writeValueAsString(new Sms(letter.to(), letter.text()))))
                    .build();
            // what follows the head may never come, and the time-out is over with that
            HttpResponse<InputStream> answer = http.send(request, BodyHandlers.ofInputStream());
            answer.body().close();
            return answer.statusCode();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        } catch (ConnectException | HttpConnectTimeoutException | SSLHandshakeException e) {
            throw new AwayException("no connection to the gateway for text messages", e);
        } catch (IOException e) {
            throw new NotNowException("no_answer");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotNowException("no_answer");
        }
    }

    @Override
    public void rest() {
        // the client keeps its connections by itself
    }
}

package dev.emporium.system.faults;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.system.Http;
import dev.emporium.system.Platform;
import dev.emporium.system.Rows;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which mails have come into the mailbox, against those that notification-service has sent. */
final class Post {
    private final Http mailbox;
    private final Rows rows;

    private Post(Http mailbox, Rows rows) {
        this.mailbox = mailbox;
        this.rows = rows;
    }

    static Post of(Platform platform) {
        URI address = URI.create("http://127.0.0.1:" + platform.ports().mailbox());
        return new Post(new Http(address), new Rows(platform));
    }

    /**
     * What of these orders has not come, or has come too often.
     *
     * @param most how often a mail may have come: twice where nobody could know that it had
     */
    List<String> differences(Set<String> orders, int most) throws Exception {
        Map<String, Integer> came = new HashMap<>();
        for (JsonNode mail : mailbox.get("/mails.json").json().path("items")) {
            // the part of the Message-ID that is made of the notification's id
            came.merge(mail.path("name").asText().replaceAll("[<>]|@.*", ""), 1, Integer::sum);
        }
        List<String> differences = new ArrayList<>();
        for (String row : rows.of(
                "notification",
                "select notification_id, order_id, kind from notifications where channel = 'mail' and status = 'sent'"
                        + " and order_id is not null")) {
            String[] columns = row.split(" ");
            int times = came.getOrDefault(columns[0], 0);
            if (orders.contains(columns[1]) && (times < 1 || times > most)) {
                differences.add("mail " + row + " has come " + times + " times");
            }
        }
        return differences;
    }
}

package dev.emporium.platform.messaging;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.UUID;

/**
 * A CloudEvents 1.0 event in its JSON form. The subject is the id of the aggregate, and the key of the Kafka record.
 * {@code requestid} and {@code traceparent} are extension attributes that tie it to the request that caused it.
 *
 * @param id the message's own id; a receiver applies each id once
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Message(
        String specversion,
        UUID id,
        String source,
        String type,
        UUID subject,
        Instant time,
        String datacontenttype,
        String requestid,
        String traceparent,
        JsonNode data) {

    @JsonCreator
    public Message(
            @JsonProperty(value = "specversion", required = true) String specversion,
            @JsonProperty(value = "id", required = true) UUID id,
            @JsonProperty(value = "source", required = true) String source,
            @JsonProperty(value = "type", required = true) String type,
            @JsonProperty(value = "subject", required = true) UUID subject,
            @JsonProperty(value = "time", required = true) Instant time,
            @JsonProperty("datacontenttype") String datacontenttype,
            @JsonProperty("requestid") String requestid,
            @JsonProperty("traceparent") String traceparent,
            @JsonProperty(value = "data", required = true) JsonNode data) {
        this.specversion = specversion;
        this.id = id;
        this.source = source;
        this.type = type;
        this.subject = subject;
        this.time = time;
        this.datacontenttype = datacontenttype;
        this.requestid = requestid;
        this.traceparent = traceparent;
        this.data = data;
    }
}

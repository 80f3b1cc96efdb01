package dev.emporium.platform.messaging;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.platform.Origin;
import dev.emporium.platform.Tracing;
import java.io.IOException;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Function;

/**
 * A CloudEvents 1.0 event in its JSON form. The subject is the id of the aggregate, and the key of the Kafka record.
 * {@code requestid} and {@code traceparent} are extension attributes that tie it to the request that caused it.
 *
 * @param id the message's own id; a receiver applies each id once
 * @throws InvalidMessageException when it lacks what every message has ({@code contracts/events/cloud-event.json})
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
    private static final int LONGEST_REQUEST_ID = 128;

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
        require("1.0".equals(specversion), "specversion must be 1.0");
        require(id != null, "id is missing");
        require(source != null && !source.isBlank(), "source is missing");
        require(type != null && !type.isBlank(), "type is missing");
        require(subject != null, "subject is missing");
        require(time != null, "time is missing");
        require(requestid == null || requestid.length() <= LONGEST_REQUEST_ID, "requestid is too long");
        require(traceparent == null || Tracing.isTraceparent(traceparent), "traceparent is none");
        require(data != null && data.isObject(), "data must be an object");
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

    private static void require(boolean fulfilled, String otherwise) {
        if (!fulfilled) {
            throw new InvalidMessageException(otherwise);
        }
    }

    /** What it goes on with. */
    public Origin origin() {
        return new Origin(requestid, traceparent);
    }

    /** The same, caused by what this names; by what it names itself when that is no trace. */
    Message causedBy(String parent) {
        return Tracing.isTraceparent(parent)
                ? new Message(specversion, id, source, type, subject, time, datacontenttype, requestid, parent, data)
                : this;
    }

    /** Whether it says that there is no such thing: the field is there, and is null. */
    public boolean saysNo(String field) {
        return data.path(field).isNull();
    }

    /**
     * What the message says, as a type of the receiver's own. It is to be read before anything is done: whatever goes
     * wrong here is a fault of the message.
     *
     * @param meaning what the receiver makes of it; may refuse it by any exception
     * @throws InvalidMessageException when the data are not what the receiver expects
     */
    public <T, R> R read(ObjectMapper json, Class<T> dataType, Function<T, R> meaning) {
        try {
            // a newer sender may say more than this version knows
            T said = json.readerFor(dataType)
                    .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .readValue(data);
            return meaning.apply(said);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw new InvalidMessageException("not a " + type, e);
        }
    }

    /** The same without a meaning of its own. */
    public <T> T read(ObjectMapper json, Class<T> dataType) {
        return read(json, dataType, Function.identity());
    }
}

package dev.emporium.cluster.render;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A fixture: one thing that is changed in what is right, and the rule that must notice it. Fixtures lie in
 * {@code src/test/resources/broken}, a file for the rules of a room.
 *
 * @param rule its name
 * @param environment where the object is, null where there is but one
 * @param object the kind and the name of what is changed, or the kind alone: the first of it
 * @param at where in the object, as a JSON pointer (RFC 6901)
 * @param value what stands there then; null for nothing
 * @param file what is changed instead of an object, by its path in the repository
 * @param right the text that is replaced, wherever it stands; in an object, within the text that it points at
 * @param wrong what stands there then; null for nothing
 * @param fault what the rule has to say, or some of it, among other things; none for anything
 */
public record Broken(
        String rule,
        String environment,
        String object,
        String at,
        JsonNode value,
        String file,
        String right,
        String wrong,
        List<String> fault) {
    public Broken {
        fault = fault == null ? List.of() : List.copyOf(fault);
    }

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY);

    /** @param room the name of the file */
    static List<Broken> of(String room) {
        try (InputStream file = Broken.class.getResourceAsStream("/broken/" + room + ".yaml")) {
            List<Broken> fixtures = new ArrayList<>();
            for (JsonNode fixture : Documents.parse(new String(file.readAllBytes(), StandardCharsets.UTF_8))
                    .get(0)) {
                fixtures.add(JSON.treeToValue(fixture, Broken.class));
            }
            return fixtures;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(room + ": " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String kind() {
        return object.split(" ")[0];
    }

    /** Whether what it changes is there. */
    public boolean isOf(Cluster cluster) {
        return object.contains(" ")
                ? cluster.find(kind(), object.substring(kind().length() + 1)).isPresent()
                : cluster.all(kind()).findAny().isPresent();
    }

    public Cluster in(Cluster cluster) {
        String name = object.contains(" ")
                ? object.substring(kind().length() + 1)
                : Cluster.name(cluster.all(kind()).findFirst().orElseThrow());
        return cluster.with(kind(), name, this::change);
    }

    /** Changes the object itself. */
    public void change(JsonNode whole) {
        int last = at.lastIndexOf('/');
        JsonNode parent = whole.at(at.substring(0, last));
        String field = at.substring(last + 1).replace("~1", "/");
        JsonNode other =
                right == null ? value : TextNode.valueOf(in(whole.at(at).asText()));
        if (parent instanceof ArrayNode array) {
            int item = Integer.parseInt(field);
            if (other == null) {
                array.remove(item);
            } else {
                array.set(item, other);
            }
        } else if (other == null) {
            ((ObjectNode) parent).remove(field);
        } else {
            ((ObjectNode) parent).set(field, other);
        }
    }

    public String in(String text) {
        assertThat(text).contains(right);
        return text.replace(right, wrong == null ? "" : wrong);
    }

    @Override
    public String toString() {
        String where = object == null ? right : object + " " + at;
        return rule + ": " + where + " -> " + (object == null || right != null ? wrong : value);
    }
}

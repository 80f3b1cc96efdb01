package dev.emporium.platform.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What breaks a client, and what does not: one change of a small description each. */
class ApiChangesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String RELEASED =
            """
            {"openapi": "3.1.0", "paths": {
              "/": {"get": {"operationId": "list", "parameters": [{"$ref": "#/components/parameters/limit"}],
                "responses": {"200": {"description": "all"}}}},
              "/{id}": {"put": {"operationId": "change", "security": [{"bearer": []}, {}],
                "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}],
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Wish"}}}},
                "responses": {
                  "200": {"description": "changed", "headers": {"ETag": {"required": true, "schema": {"type": "string"}}},
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
                  "409": {"$ref": "#/components/responses/conflict"}, "503": {"description": "later"}}}}},
             "components": {
              "parameters": {"limit": {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 100}}},
              "responses": {"conflict": {"description": "too late"}},
              "schemas": {
               "Wish": {"type": "object", "required": ["name"], "properties": {
                 "name": {"type": "string", "minLength": 1, "maxLength": 10}, "note": {"type": ["string", "null"]},
                 "kind": {"enum": ["a", "b"]}}},
               "Thing": {"type": "object", "required": ["id", "price"], "properties": {
                 "id": {"type": "string", "format": "uuid"}, "count": {"type": "integer"},
                 "status": {"type": "string", "enum": ["on", "off"]}, "price": {"$ref": "#/components/schemas/Money"},
                 "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}}}},
               "Money": {"type": "object", "required": ["amount"], "properties": {
                 "amount": {"type": "string"}, "currency": {"type": "string"}}}}}}
            """;

    private static JsonNode read(String text) throws JsonProcessingException {
        return JSON.readTree(text);
    }

    private static List<String> breaks(String from, String to) throws JsonProcessingException {
        assertThat(RELEASED).contains(from);
        return ApiChanges.breaks(read(RELEASED), read(RELEASED.replace(from, to)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    "/": {"get": {                          | "/": {"post": {                            | GET /: is gone
                    "operationId": "list"                   | "operationId": "all"                       | GET /: is called all now, and was list
                    [{"bearer": []}, {}]                    | [{"bearer": []}]                           | PUT /{id}: asks for a token now
                    "name": "limit"                         | "name": "size"                             | GET /, query limit: is gone
                    "name": "limit",                        | "name": "limit", "required": true,         | GET /, query limit: is required now
                    "maximum": 100                          | "maximum": 50                              | GET /, query limit: its maximum is 50 now, and was 100
                    "integer", "maximum"                    | "string", "maximum"                        | GET /, query limit: may not be of type integer any more
                    "requestBody": {                        | "requestBody": {"required": true,          | PUT /{id}, body: is required now
                    {"content": {"application/json"         | {"content": {"application/xml"             | PUT /{id}, body: is not application/json any more
                    "required": ["name"]                    | "required": ["name", "kind"]               | PUT /{id}, body.kind: is required now
                    , "note": {                             | , "comment": {                             | PUT /{id}, body.note: is gone
                    {"type": ["string", "null"]}            | {"type": "string"}                         | PUT /{id}, body.note: may not be null any more
                    {"type": ["string", "null"]}            | {"not": {"type": ["array", "boolean", "null", "number", "object"]}} | PUT /{id}, body.note: may not be null any more
                    "maxLength": 10                         | "maxLength": 9                             | PUT /{id}, body.name: its maxLength is 9 now, and was 10
                    "minLength": 1                          | "pattern": "^x"                            | PUT /{id}, body.name: must match ^x now
                    ["a", "b"]                              | ["a"]                                      | PUT /{id}, body.kind: may not be b any more
                    "properties": {_"name"                  | "additionalProperties": false, "properties": {_"name" | PUT /{id}, body: may not have other fields any more
                    "200": {"description": "changed"        | "204": {"description": "changed"           | PUT /{id} 200: is gone
                    "409": {                                | "410": {                                   | PUT /{id} 409: is gone
                    "headers": {"ETag": {"required": true,  | "headers": {"ETag": {                      | PUT /{id} 200, header ETag: may be left out now
                    "headers": {"ETag"                      | "headers": {"Tag"                          | PUT /{id} 200, header ETag: is gone
                    "amount": {"type": "string"}            | "amount": {"type": "number"}               | PUT /{id} 200.price.amount: may be of type number now
                    "currency": {"type": "string"}          | "currency": {"type": ["string", "null"]}   | PUT /{id} 200.price.currency: may be null now
                    "currency": {"type": "string"}          | "currency": {"not": {"type": ["array", "boolean", "number", "object"]}} | PUT /{id} 200.price.currency: may be null now
                    "count": {"type": "integer"}            | "counts": {"type": "integer"}              | PUT /{id} 200.count: is gone
                    ["id", "price"]                         | ["id"]                                     | PUT /{id} 200.price: may be left out now
                    ["on", "off"]                           | ["on"]                                     | PUT /{id} 200.status: may not be off any more
                    "format": "uuid"                        | "format": "uri"                            | PUT /{id} 200.id: is of another format
                    """)
    void saysWhatBreaksAClient(String from, String to, String said) throws JsonProcessingException {
        assertThat(breaks(spread(from), spread(to))).containsExactly(said);
    }

    /** What stands on two lines. */
    private static String spread(String part) {
        return part.replace("{_\"", "{\n     \"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    "paths": {                            | "paths": {"/new": {"get": {}},
                    [{"$ref": "#/components/parameters/limit"}] | [{"$ref": "#/components/parameters/limit"}, {"name": "q", "in": "query"}]
                    "maximum": 100                        | "maximum": 200
                    "note": {                             | "other": {"type": "string"}, "note": {
                    {"type": "string", "minLength": 1     | {"type": ["string", "null"], "minLength": 0
                    {"type": ["string", "null"]}          | {"not": {"type": ["array", "boolean", "number", "object"]}}
                    ["a", "b"]                            | ["a", "b", "c"]
                    "count": {                            | "weight": {"type": "integer"}, "count": {
                    ["on", "off"]                         | ["on", "off", "sold"]
                    ["id", "price"]                       | ["id", "price", "count"]
                    "503": {                              | "504": {
                    "description": "changed"              | "description": "done"
                    [{"bearer": []}, {}]                  | []
                    """)
    void letsGoByWhatOnlyAdds(String from, String to) throws JsonProcessingException {
        assertThat(breaks(from, to)).isEmpty();
    }
}

package dev.emporium.violation.first.boundary;

import jakarta.ws.rs.GET;

/** Breaks the rule that every resource method says who may call it. */
class OpenToAll {
    @GET
    String secret() {
        return "";
    }
}

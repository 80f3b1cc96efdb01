package dev.emporium.violation.first.boundary;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** Does not say who may call it. */
@Path("/")
public final class OpenToWhom {
    @GET
    public String read() {
        return "";
    }
}

package dev.emporium.violation.first.boundary;

import jakarta.ws.rs.Path;

@Path("/audit")
public final class ReadsTheTrail {}

package dev.emporium.violation.first.control;

import jakarta.ws.rs.container.ContainerRequestContext;

/** Breaks the rule that control knows nothing of HTTP resources. */
class KnowsHttp {
    ContainerRequestContext request;
}

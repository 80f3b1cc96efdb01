package dev.emporium.violation.first.control;

import jakarta.ws.rs.core.UriInfo;

/** Breaks the rule that control knows nothing of HTTP resources. */
class KnowsHttp {
    UriInfo request;
}

package dev.emporium.violation.first.boundary;

import java.util.List;

record UnboundedRequest(List<String> names) {}

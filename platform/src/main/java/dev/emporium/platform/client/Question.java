package dev.emporium.platform.client;

import jakarta.ws.rs.client.WebTarget;

/** What is wanted of another service's collection. Immutable. */
public final class Question {
    private final WebTarget target;

    Question(WebTarget target) {
        this.target = target;
    }

    /** Of what stands under this one. */
    public Question path(String segment) {
        return new Question(target.path(segment));
    }

    /** With a query parameter. */
    public Question with(String parameter, Object value) {
        return new Question(target.queryParam(parameter, value));
    }

    WebTarget target() {
        return target;
    }
}

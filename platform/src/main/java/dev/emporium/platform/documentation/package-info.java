/** The service explains itself: its OpenAPI description, and Swagger UI to read and try it, both without a network. */
package dev.emporium.platform.documentation;

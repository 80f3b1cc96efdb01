package dev.emporium.product.catalogue.entity;

/**
 * A category as somebody has written it down.
 *
 * @param order where it stands among those under the same parent: the smallest first, then by name
 */
public record CategoryDetails(String path, String name, int order) {}

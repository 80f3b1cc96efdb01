/**
 * The library that every service is assembled from: technical matters only, no word of commerce. What two services
 * need the same way belongs here; nothing enters before its second user.
 *
 * <p>In this package is the ground that the others stand on: values, JSON, the context of a request, work in the
 * background, and how failures are told. It looks at none of them but {@code text}, and no two of them at each other.
 */
package dev.emporium.platform;

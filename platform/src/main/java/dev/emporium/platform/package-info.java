/**
 * The library that every service is assembled from: technical matters only, no word of commerce. What two services
 * need the same way belongs here; nothing enters before its second user.
 */
package dev.emporium.platform;

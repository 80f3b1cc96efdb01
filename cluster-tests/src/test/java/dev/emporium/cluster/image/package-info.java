/** What services run in: the Dockerfile and the libraries of an image. */
package dev.emporium.cluster.image;

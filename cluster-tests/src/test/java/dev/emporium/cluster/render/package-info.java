/** What all other packages stand on: the files of the repository, the charts as Helm renders them, and the published schemas. */
package dev.emporium.cluster.render;

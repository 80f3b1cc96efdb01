/** What Argo CD and a real API server make of it all. */
package dev.emporium.cluster.argo;

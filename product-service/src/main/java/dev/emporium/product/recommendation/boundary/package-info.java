/** What orders teach, and what is recommended, over HTTP. */
package dev.emporium.product.recommendation.boundary;

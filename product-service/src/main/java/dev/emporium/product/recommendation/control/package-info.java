/** Learns from orders what is bought together, and recommends it; where nothing was learnt yet, what is alike or popular. */
package dev.emporium.product.recommendation.control;

/** In how many orders products were, alone and together. */
package dev.emporium.product.recommendation.entity;

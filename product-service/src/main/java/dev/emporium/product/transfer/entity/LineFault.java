package dev.emporium.product.transfer.entity;

/**
 * What is wrong with a line of a file.
 *
 * @param place its number among all faults of the import
 * @param field empty when it is the whole line
 */
public record LineFault(long place, long line, String field, String reason) {}

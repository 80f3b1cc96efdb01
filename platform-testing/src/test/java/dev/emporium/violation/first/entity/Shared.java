package dev.emporium.violation.first.entity;

/** What the second component goes back to. */
public class Shared {}

package dev.emporium.platform.web;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The resource method takes an {@link java.io.InputStream} and reads the body itself, part by part, up to its {@link
 * BodyLimit}: beyond that, reading throws the refusal. The body may come for longer than others, as long as it comes at
 * {@link BodyHandler#LEAST_RATE}. It is the method that looks at what is in it.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface StreamedBody {}

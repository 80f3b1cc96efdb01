package dev.emporium.platform.security;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The method takes credentials of another kind from the request itself, as a token endpoint does (RFC 6749, section
 * 2.3.1), so the {@code Authorization} header is not looked at: whoever renews an expired token may well send it along.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface OwnCredentials {}

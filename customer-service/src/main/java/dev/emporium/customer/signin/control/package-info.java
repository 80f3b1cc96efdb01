/** Signing in, staying signed in, and signing out; for people and for services. */
package dev.emporium.customer.signin.control;

/** Sessions: families of refresh tokens. */
package dev.emporium.customer.signin.entity;

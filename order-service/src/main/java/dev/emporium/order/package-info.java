/** Orders, and the checkout that decides them. */
package dev.emporium.order;

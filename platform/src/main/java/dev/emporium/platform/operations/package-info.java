/** What operators and their machines see of a service: health, metrics, an orderly end. All of it on the admin port. */
package dev.emporium.platform.operations;

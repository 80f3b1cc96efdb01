/**
 * The skeleton of a service: its start, its commands, what it is configured with, what stands around its resources, its
 * end. It alone looks at all other packages, and none of them looks back.
 */
package dev.emporium.platform.service;

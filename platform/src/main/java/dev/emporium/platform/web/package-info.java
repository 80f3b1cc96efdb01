/** How a request travels: its context, the limits of its body, the route it took, the tag on its answer. */
package dev.emporium.platform.web;

/** How a request travels: the limits of its body, the route it took, the tag on its answer, a list page by page. */
package dev.emporium.platform.web;

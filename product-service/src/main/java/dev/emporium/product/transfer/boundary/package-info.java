/** Files of products over HTTP and on the command line, and the formats that they come in. */
package dev.emporium.product.transfer.boundary;

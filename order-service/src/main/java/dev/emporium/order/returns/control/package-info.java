/** Taking goods back: never more than was bought, restocked and refunded once they are there. */
package dev.emporium.order.returns.control;

package dev.emporium.order.reconciliation.entity;

import dev.emporium.order.ordering.entity.OrderBooks;
import dev.emporium.order.returns.entity.ReturnBooks.Returned;

/** What order-service knows of an order. */
public record Facts(OrderBooks.Entry order, Returned returned) {}

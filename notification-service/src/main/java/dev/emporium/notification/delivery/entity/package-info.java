/** What is written, and in which words. */
package dev.emporium.notification.delivery.entity;

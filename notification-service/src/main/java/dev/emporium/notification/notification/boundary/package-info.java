/** Who hears of what: messages come in, and people read and say what they want to hear of. */
package dev.emporium.notification.notification.boundary;

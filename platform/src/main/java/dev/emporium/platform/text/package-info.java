/**
 * What text from outside may hold, judged in one place for all of Unicode (by ICU, whose data is newer than Java's): every
 * string in JSON becomes NFC as it is read, what is one line loses the blanks around it, and the constraints refuse what
 * cannot be seen or turns other text around.
 */
package dev.emporium.platform.text;

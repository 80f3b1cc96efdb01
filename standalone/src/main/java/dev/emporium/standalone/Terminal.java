package dev.emporium.standalone;

/** How people are spoken to: in lines of 80 columns, and with commands that they can give as they stand. */
final class Terminal {

    private static final int COLUMNS = 80;

    private Terminal() {}

    /** This command of {@code run.sh}, by the path that it was called by. */
    static String command(String words) {
        return (System.getProperty("emporium.call", "./run.sh") + " " + words).strip();
    }

    /**
     * Breaks lines at blanks so that each fits; what has no blank, such as a path, is never broken.
     *
     * @param indent how many columns precede the text, and each further line
     */
    static String wrap(String text, int indent) {
        StringBuilder wrapped = new StringBuilder();
        for (String line : text.split("\n")) {
            wrapped.append(wrapped.isEmpty() ? "" : "\n" + " ".repeat(indent));
            int column = indent;
            for (String word : line.split(" ")) {
                if (column > indent && column + 1 + word.length() > COLUMNS) {
                    wrapped.append('\n').append(" ".repeat(indent));
                    column = indent;
                } else if (column > indent) {
                    wrapped.append(' ');
                    column++;
                }
                wrapped.append(word);
                column += word.length();
            }
        }
        return wrapped.toString();
    }
}

package dev.emporium.product.search.entity;

/** How far two words are apart as people misspell: letters that are missing, too many, wrong or change places. */
final class Spelling {
    /** From here on two errors are taken for one word. */
    private static final int LONG = 9;

    private Spelling() {}

    /** Whether the one may be the other with a typing error, or two in a long word. */
    static boolean isAlike(String one, String other) {
        return distance(one, other) <= (one.length() < LONG ? 1 : 2);
    }

    /** The optimal string alignment distance. */
    static int distance(String one, String other) {
        int[] before = new int[other.length() + 1];
        int[] last = new int[other.length() + 1];
        int[] now = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            now[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int cost = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
                now[j] = Math.min(Math.min(now[j - 1], last[j]) + 1, last[j - 1] + cost);
                boolean swapped = i > 1
                        && j > 1
                        && one.charAt(i - 1) == other.charAt(j - 2)
                        && one.charAt(i - 2) == other.charAt(j - 1);
                if (swapped) {
                    now[j] = Math.min(now[j], before[j - 2] + 1);
                }
            }
            int[] free = before;
            before = last;
            last = now;
            now = free;
        }
        return last[other.length()];
    }
}

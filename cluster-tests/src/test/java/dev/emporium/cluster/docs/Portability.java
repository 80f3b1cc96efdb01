package dev.emporium.cluster.docs;

import dev.emporium.cluster.render.Rule;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a script must not ask for that is also to run on macOS, whose bash is 3.2 and whose tools are BSD's. */
final class Portability {
    static final List<Rule<String>> ALL = List.of(
            rule("no associative array", "\\b(declare|local|typeset) -[a-zA-Z]*[An]\\b"),
            rule("no mapfile", "\\b(mapfile|readarray|coproc)\\b"),
            rule("no change of case", "\\$\\{[A-Za-z_0-9@*\\[\\]]+(,|\\^|@[A-Za-z])"),
            rule(
                    "no test of a variable",
                    "\\[\\[ -v\\b|\\bwait -n\\b|\\b(EPOCHSECONDS|EPOCHREALTIME|BASHPID|SRANDOM)\\b"),
            rule("no option of a later shell", "shopt -s (globstar|lastpipe|inherit_errexit)"),
            rule("no redirection of a later shell", "\\|&|&>>"),
            rule("no case that falls through", ";;?&"),
            rule("no time by printf", "printf\\b.*%\\([^)]*\\)T"),
            rule("no sed in place without a suffix", "\\bsed( -[nrE]+)* (-[nrE]*i|--in-place)( |$)"),
            rule(
                    "no sed of GNU",
                    "\\bsed( -[nE]+)* -[suz]+ (?!'' </dev/null)|\\bsed\\b[^|]*\\\\(x1b|s|S|w|W|\\+|\\?|\\|)"),
            rule("no grep of Perl", "\\bgrep -[a-zA-Z]*P"),
            rule("no date of GNU", "\\bdate\\b[^|)]* (-d|-I|--date)(?!.*\\|\\| date -u -r)|\\bdate\\b[^|)]*%N"),
            rule("no path of GNU", "\\breadlink -[efm]|\\brealpath\\b"),
            rule("no stat of GNU", "\\bstat (-c|--)"),
            rule("no sort by version", "\\bsort -[a-zA-Z]*V"),
            rule("no xargs of GNU", "\\bxargs (-r|--no-run)"),
            rule("no base64 of GNU", "\\bbase64 -w"),
            rule(
                    "no tool of Linux",
                    "(^|[|;&(]|\\bexec) *(timeout|nproc|flock|setsid|unshare|setpriv|nsenter|getent|tac|numfmt|sha\\d+sum|md5sum) "),
            rule("no files of Linux", "/proc/(?!sys/kernel/random/uuid 2>/dev/null \\|\\|)"),
            rule("no mktemp of GNU", "\\bmktemp\\b[^)|;]* (-p|-t|--)"),
            rule("no touch of GNU", "\\btouch\\b.* (-d|--date|--no-dereference)"),
            rule("no cp of GNU", "\\bcp( -[a-zA-Z]*[alt]| --)"),
            rule("no find of GNU", "\\bfind\\b.* -(printf|quit|regextype|readable)\\b|\\bfind -"),
            rule("no head of GNU", "\\bhead -[nc] ?-\\d|\\btail --"),
            rule("no fmt of GNU", "\\bfmt\\b.* -g"),
            rule("no awk of GNU", "\\b(gensub|strftime|systime|asorti?)\\("));

    private Portability() {}

    /** The lines of a script that break this, without what is a comment, or is asked for before it is used. */
    private static Rule<String> rule(String name, String breach) {
        Pattern pattern = Pattern.compile(breach);
        return new Rule<>(name, script -> code(script)
                .filter(line -> pattern.matcher(line).find()));
    }

    /** All that a script breaks. */
    static List<String> of(String script) {
        return ALL.stream()
                .flatMap(rule -> rule.faults(script).stream().map(line -> rule + ": " + line))
                .toList();
    }

    private static Stream<String> code(String script) {
        return script.lines()
                .map(line -> line.replaceAll("(^|\\s)#.*", "").strip())
                .filter(line -> !line.isEmpty() && !line.contains("command -v"));
    }
}

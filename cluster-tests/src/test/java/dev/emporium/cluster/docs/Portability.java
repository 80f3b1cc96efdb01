package dev.emporium.cluster.docs;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a script must not ask for that is also to run on macOS, whose bash is 3.2 and whose tools are BSD's. */
enum Portability {
    ASSOCIATIVE_ARRAY("\\b(declare|local|typeset) -[a-zA-Z]*[An]\\b"),
    MAPFILE("\\b(mapfile|readarray|coproc)\\b"),
    CHANGE_OF_CASE("\\$\\{[A-Za-z_0-9@*\\[\\]]+(,|\\^|@[A-Za-z])"),
    TEST_OF_A_VARIABLE("\\[\\[ -v\\b|\\bwait -n\\b|\\b(EPOCHSECONDS|EPOCHREALTIME|BASHPID|SRANDOM)\\b"),
    OPTION_OF_A_LATER_SHELL("shopt -s (globstar|lastpipe|inherit_errexit)"),
    REDIRECTION_OF_A_LATER_SHELL("\\|&|&>>"),
    CASE_THAT_FALLS_THROUGH(";;?&"),
    TIME_BY_PRINTF("printf\\b.*%\\([^)]*\\)T"),
    SED_IN_PLACE_WITHOUT_A_SUFFIX("\\bsed( -[nrE]+)* (-[nrE]*i|--in-place)( |$)"),
    SED_OF_GNU("\\bsed( -[nE]+)* -[suz]+ (?!'' </dev/null)|\\bsed\\b[^|]*\\\\(x1b|s|S|w|W|\\+|\\?|\\|)"),
    GREP_OF_PERL("\\bgrep -[a-zA-Z]*P"),
    DATE_OF_GNU("\\bdate\\b[^|)]* (-d|-I|--date)(?!.*\\|\\| date -u -r)|\\bdate\\b[^|)]*%N"),
    PATH_OF_GNU("\\breadlink -[efm]|\\brealpath\\b"),
    STAT_OF_GNU("\\bstat (-c|--)"),
    SORT_BY_VERSION("\\bsort -[a-zA-Z]*V"),
    XARGS_OF_GNU("\\bxargs (-r|--no-run)"),
    BASE64_OF_GNU("\\bbase64 -w"),
    TOOL_OF_LINUX(
            "(^|[|;&(]|\\bexec) *(timeout|nproc|flock|setsid|unshare|setpriv|nsenter|getent|tac|numfmt|sha\\d+sum|md5sum) "),
    FILES_OF_LINUX("/proc/(?!sys/kernel/random/uuid 2>/dev/null \\|\\|)"),
    MKTEMP_OF_GNU("\\bmktemp\\b[^)|;]* (-p|-t|--)"),
    TOUCH_OF_GNU("\\btouch\\b.* (-d|--date|--no-dereference)"),
    CP_OF_GNU("\\bcp( -[a-zA-Z]*[alt]| --)"),
    FIND_OF_GNU("\\bfind\\b.* -(printf|quit|regextype|readable)\\b|\\bfind -"),
    HEAD_OF_GNU("\\bhead -[nc] ?-\\d|\\btail --"),
    FMT_OF_GNU("\\bfmt\\b.* -g"),
    AWK_OF_GNU("\\b(gensub|strftime|systime|asorti?)\\(");

    private final Pattern pattern;

    Portability(String pattern) {
        this.pattern = Pattern.compile(pattern);
    }

    /** The lines of a script that break this, without what is a comment, or is asked for before it is used. */
    List<String> violations(String script) {
        return code(script).filter(line -> pattern.matcher(line).find()).toList();
    }

    /** All that a script breaks. */
    static List<String> of(String script) {
        return Arrays.stream(values())
                .flatMap(rule -> rule.violations(script).stream().map(line -> rule + ": " + line))
                .toList();
    }

    private static Stream<String> code(String script) {
        return script.lines()
                .map(line -> line.replaceAll("(^|\\s)#.*", "").strip())
                .filter(line -> !line.isEmpty() && !line.contains("command -v"));
    }
}

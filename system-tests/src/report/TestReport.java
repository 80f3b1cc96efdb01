import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Closes a run of all tests: {@code java TestReport.java <Maven's exit code> <seconds> <log>}, in the repository's root.
 * Reads what Surefire and Failsafe have written, names what failed, what was skipped and why, what was slow, and
 * how long the tests of each module took; its last line is the sum. Exits with 1 unless all went well.
 */
final class TestReport {
    private static final int SLOWEST = 5;

    /** @param told why it failed or was skipped, null when it passed */
    private record Case(String name, Outcome outcome, String told) {}

    private record Suite(String module, String name, double seconds) {}

    private enum Outcome {
        PASSED,
        FAILED,
        SKIPPED
    }

    private final List<Case> cases = new ArrayList<>();
    private final List<Suite> suites = new ArrayList<>();

    public static void main(String[] arguments) throws Exception {
        boolean built = arguments[0].equals("0");
        TestReport report = new TestReport();
        for (Path file : files("(surefire|failsafe)-reports/TEST-[^/]*\\.xml")) {
            report.read(file);
        }
        for (Path file : files("failsafe-reports/failsafe-summary\\.xml")) {
            report.readSummary(file);
        }
        report.print(built, Long.parseLong(arguments[1]), arguments[2]);
        System.exit(built && report.count(Outcome.FAILED) == 0 && report.count(Outcome.PASSED) > 0 ? 0 : 1);
    }

    private static List<Path> files(String pattern) throws IOException {
        try (Stream<Path> files = Files.find(
                Path.of("."), 5, (file, attributes) -> file.toString().matches(".*/target/" + pattern))) {
            return files.sorted().toList();
        }
    }

    /** Maven goes on after tests that fail, and so after a JVM that has died or hung with tests that are in no report. */
    private void readSummary(Path file) throws Exception {
        Element summary = parse(file);
        String message =
                summary.getElementsByTagName("failureMessage").item(0).getTextContent();
        if (!message.isBlank() || summary.getAttribute("timeout").equals("true")) {
            cases.add(new Case(file.getName(1) + "'s integration tests", Outcome.FAILED, "did not end: " + message));
        }
    }

    private static Element parse(Path file) throws Exception {
        DocumentBuilder parser = DocumentBuilderFactory.newInstance().newDocumentBuilder();
        parser.setErrorHandler(null);
        return parser.parse(file.toFile()).getDocumentElement();
    }

    private void read(Path file) throws Exception {
        Element suite;
        try {
            suite = parse(file);
        } catch (SAXException e) {
            cases.add(new Case(file.toString(), Outcome.FAILED, "was not written to its end: " + e.getMessage()));
            return;
        }
        suites.add(new Suite(
                file.getName(1).toString(),
                suite.getAttribute("name"),
                Double.parseDouble(suite.getAttribute("time").replace(",", ""))));
        NodeList tests = suite.getElementsByTagName("testcase");
        if (tests.getLength() == 0) {
            // what a class assumes before all of its tests is not written down
            cases.add(new Case(suite.getAttribute("name"), Outcome.SKIPPED, "what it needs before all of it is not here"));
        }
        for (int i = 0; i < tests.getLength(); i++) {
            cases.add(read((Element) tests.item(i)));
        }
    }

    private static Case read(Element test) {
        String type = test.getAttribute("classname");
        String name = type.substring(type.lastIndexOf('.') + 1) + " " + test.getAttribute("name");
        for (String fault : List.of("failure", "error")) {
            Element found = (Element) test.getElementsByTagName(fault).item(0);
            if (found != null) {
                return new Case(name, Outcome.FAILED, told(found));
            }
        }
        Element skipped = (Element) test.getElementsByTagName("skipped").item(0);
        return skipped == null
                ? new Case(name, Outcome.PASSED, null)
                : new Case(name, Outcome.SKIPPED, told(skipped));
    }

    /** The message, or the first line of the stack trace where Surefire gives no more. */
    private static String told(Element outcome) {
        String message = outcome.getAttribute("message");
        return message.isBlank()
                ? outcome.getTextContent().strip().lines().findFirst().orElse("no reason given")
                        .replaceFirst("^[A-Za-z0-9_.]+Exception: (Assumption failed: )?", "")
                : message;
    }

    private long count(Outcome outcome) {
        return cases.stream().filter(test -> test.outcome() == outcome).count();
    }

    private void print(boolean built, long seconds, String log) throws IOException {
        printAll("Failed", Outcome.FAILED);
        printAll("Skipped", Outcome.SKIPPED);
        System.out.println("Slowest:");
        suites.stream()
                .sorted(Comparator.comparingDouble(Suite::seconds).reversed())
                .limit(SLOWEST)
                .forEach(suite -> System.out.printf(Locale.ROOT, "  %6.1f s  %s%n", suite.seconds(), suite.name()));
        System.out.println("Tests of each module:");
        suites.stream()
                .collect(Collectors.groupingBy(
                        Suite::module, TreeMap::new, Collectors.summingDouble(Suite::seconds)))
                .forEach((module, time) -> System.out.printf(Locale.ROOT, "  %6.1f s  %s%n", time, module));
        System.out.printf("%d min %02d s, all that Maven said is in %s%n", seconds / 60, seconds % 60, log);
        long failed = count(Outcome.FAILED);
        if (!built) {
            printLines("Not built, or not tested to the end:", log, "\\[INFO\\] .*\\.\\. (FAILURE|SKIPPED).*");
        }
        if (failed == 0 && !built) {
            printLines("Maven has failed though no test did, which counts as a failure:", log, "\\[ERROR\\] (?!\\[Help|Re-run|To see|For more).+|\\[WARNING\\] /.*\\.java:.*");
            failed = 1;
        } else if (failed == 0 && count(Outcome.PASSED) == 0) {
            System.out.println("Not one test was run, which counts as a failure.");
            failed = 1;
        }
        System.out.printf("%d passed, %d failed, %d skipped%n", count(Outcome.PASSED), failed, count(Outcome.SKIPPED));
    }

    private void printAll(String title, Outcome outcome) {
        List<Case> those =
                cases.stream().filter(test -> test.outcome() == outcome).toList();
        if (!those.isEmpty()) {
            System.out.println(title + ":");
            those.forEach(test -> System.out.println("  " + test.name() + ": " + firstLines(test.told())));
        }
    }

    private static String firstLines(String told) {
        String text = told.strip().replaceAll("\\s*\\R\\s*", " / ");
        return text.length() > 500 ? text.substring(0, 500) + " ..." : text;
    }

    private static void printLines(String title, String log, String pattern) throws IOException {
        System.out.println(title);
        // tests may print anything, and what is no UTF-8 must not end the report
        new String(Files.readAllBytes(Path.of(log)), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.matches(pattern))
                .limit(20)
                .forEach(line -> System.out.println("  " + line));
    }
}

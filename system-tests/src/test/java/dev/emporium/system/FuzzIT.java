package dev.emporium.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.system.Accounts.Account;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Requests by the thousand, right and wrong ones, that schemathesis makes of the descriptions as they are served, by everybody
 * from a guest to an admin: with all its checks it finds nothing. {@code ./run_tests.sh --fuzz} asks for it; the seeds are
 * always the same.
 */
@OnThePlatform
@Timeout(value = 2, unit = TimeUnit.HOURS)
class FuzzIT {
    private static final String REQUESTS = System.getenv("EMPORIUM_FUZZ");
    private static final Path SOURCES = Platform.root().resolve("system-tests/fuzz");
    private static final Path FOLDER = Platform.target().resolve("fuzz");

    /** So many for each operation and phase where there are many requests, so many where there are few. */
    private static final int MANY = 10;

    private static final int FEW = 1;
    private static final int ALL_PHASES = 5_000;

    private final Platform platform;
    private final Program programs = new Program(
            FOLDER,
            Map.of("PYTHONPATH", SOURCES + ":" + FOLDER.resolve("packages"), "PYTHONDONTWRITEBYTECODE", "1"),
            Duration.ofMinutes(30));
    private int runs;

    FuzzIT(Platform platform) {
        this.platform = platform;
    }

    @Test
    void schemathesisFindsNothing() throws Exception {
        assumeTrue(REQUESTS != null, "Only ./run_tests.sh --fuzz asks for thousands of requests");
        installSchemathesis();
        Shop.at(platform).createProduct("Thing that anything is asked about", 1_000_000);
        Map<String, Account> people = people();
        int wanted = Integer.parseInt(REQUESTS);
        int made = 0;
        List<String> findings = new ArrayList<>();
        for (int seed = 1; made < wanted; seed++) {
            for (Map.Entry<String, Account> person : people.entrySet()) {
                for (String collection : Platform.COLLECTIONS) {
                    made += run(collection, person.getKey(), person.getValue(), seed, wanted, findings);
                }
            }
        }
        System.out.println(made + " requests");
        assertThat(findings).isEmpty();
    }

    private void installSchemathesis() throws IOException, InterruptedException {
        Files.createDirectories(FOLDER);
        String requirements = SOURCES.resolve("requirements.txt").toString();
        programs.need(
                "There is no Python, of version 3.11 or later, whose pip can install schemathesis",
                "python3 -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --only-binary :all: --upgrade --target packages -r"
                        .concat(" " + requirements)
                        .split(" "));
    }

    /** By their roles; nobody is a guest. */
    private Map<String, Account> people() throws Exception {
        Map<String, Account> people = new LinkedHashMap<>();
        people.put("guest", null);
        for (String role : List.of("customer", "staff", "admin")) {
            Account account = platform.accounts().register();
            platform.accounts().grant(account, List.of(role));
            people.put(role, account);
        }
        return people;
    }

    /** Returns how many requests were made, and adds what was found. */
    private int run(String collection, String role, Account account, int seed, int wanted, List<String> findings)
            throws Exception {
        String name = collection.substring(1) + "." + role + "." + seed;
        Path report = FOLDER.resolve(name + ".json");
        List<String> command = new ArrayList<>(List.of("python3", "-m", "schemathesis.cli", "--config-file"));
        command.addAll(List.of(SOURCES.resolve("schemathesis.toml").toString(), "--no-color", "run"));
        command.add(platform.gateway() + collection + "/openapi.json");
        command.addAll(List.of("--seed", Integer.toString(seed), "--continue-on-failure"));
        command.addAll(List.of("--generation-database", "none", "--report-json-path", report.toString()));
        boolean many = wanted >= ALL_PHASES;
        command.addAll(List.of("--max-examples", Integer.toString(many ? MANY : FEW)));
        if (!many) {
            command.addAll(List.of("--phases", "examples,fuzzing"));
        }
        // whoever guesses passwords, or orders much as a guest, waits: each run comes from an address of its own
        command.addAll(List.of("-H", "X-Forwarded-For: 203.0.113." + (1 + runs++ % 254)));
        if (account != null) {
            command.addAll(List.of(
                    "-H",
                    "Authorization: Bearer "
                            + platform.accounts().tokenOf(account).get()));
        }
        Program.Result result = programs.run(command.toArray(String[]::new));
        Files.writeString(FOLDER.resolve(name + ".log"), result.output());
        if (result.exit() != 0) {
            findings.add(name + "\n" + result.output());
        }
        JsonNode counts = Http.JSON.readTree(report.toFile()).path("test_cases");
        return counts.path("generated").asInt();
    }
}

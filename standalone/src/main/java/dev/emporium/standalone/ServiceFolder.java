package dev.emporium.standalone;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The built services once more, as links in one folder, so that all their class paths begin with the same files: that of each
 * consists of the libraries that all have in common, of its jar and of what else that names.
 */
final class ServiceFolder {

    private final Path folder;
    /** By the names of services. */
    private final Map<String, ThinJar> jars = new HashMap<>();

    private final ClassArchive classes;

    private ServiceFolder(Settings settings) throws IOException {
        this.folder = settings.home().resolve("standalone/target/services");
        for (Service service : settings.services()) {
            jars.put(service.name(), ThinJar.of(service.jar(settings.home())));
        }
        this.classes = new ClassArchive(settings, "services", libraries(), fill());
    }

    /** Empty where services have no library in common, or different ones of the same name, or nothing can be linked. */
    static Optional<ServiceFolder> layOut(Settings settings) {
        try {
            return Optional.of(new ServiceFolder(settings));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Path common() {
        return folder.resolve("common");
    }

    /** As Java is told of them; it takes them in the folder's order. */
    private String libraries() {
        return common() + File.separator + "*";
    }

    /** Returns what is common. */
    private List<Path> fill() throws IOException {
        Map<String, Path> all = new TreeMap<>();
        Set<String> common = null;
        for (ThinJar jar : jars.values()) {
            Set<String> own = new HashSet<>();
            for (Path library : jar.libraries()) {
                String name = library.getFileName().toString();
                own.add(name);
                Path known = all.putIfAbsent(name, library);
                if (known != null && !ThinJar.state(known).equals(ThinJar.state(library))) {
                    throw new IOException(library + " is not what " + known + " is");
                }
            }
            if (common == null) {
                common = own;
            }
            common.retainAll(own);
        }
        if (common == null || common.isEmpty()) {
            throw new IOException("Nothing in common");
        }
        for (Map.Entry<String, Path> library : all.entrySet()) {
            Path beside = common.contains(library.getKey()) ? common() : folder.resolve("lib");
            link(library.getValue(), beside.resolve(library.getKey()));
        }
        for (ThinJar jar : jars.values()) {
            link(jar.jar(), folder.resolve(jar.jar().getFileName()));
        }
        return only(common);
    }

    /** Leaves nothing else on the class path. */
    private List<Path> only(Set<String> wanted) throws IOException {
        List<Path> common = new ArrayList<>();
        try (var files = Files.newDirectoryStream(common())) {
            for (Path file : files) {
                if (wanted.contains(file.getFileName().toString())) {
                    common.add(file);
                } else {
                    Files.delete(file);
                }
            }
        }
        return common;
    }

    private static void link(Path from, Path to) throws IOException {
        if (Files.exists(to) && Files.isSameFile(from, to)) {
            return;
        }
        Files.createDirectories(to.getParent());
        // another platform may start of it at this moment
        Path link = to.resolveSibling(ProcessHandle.current().pid() + ".new");
        Files.createLink(link, from);
        Files.move(link, to, StandardCopyOption.ATOMIC_MOVE);
    }

    /** What Java is told in place of a service's jar. */
    List<String> program(Service service) {
        ThinJar jar = jars.get(service.name());
        List<String> program = new ArrayList<>(classes.options(service.name()));
        program.add("-cp");
        program.add(libraries() + File.pathSeparator + folder.resolve(jar.jar().getFileName()));
        program.add(jar.mainClass());
        return program;
    }

    ClassArchive classes() {
        return classes;
    }
}

package dev.emporium.cluster.image;

import dev.emporium.cluster.render.Documents;
import java.util.ArrayList;
import java.util.List;

/**
 * A Dockerfile, read for what it says.
 *
 * @param stages in their order; the last one is the image
 */
record Dockerfile(List<Stage> stages) {

    /** What follows one {@code FROM}, itself included. */
    record Stage(List<Instruction> instructions) {
        String base() {
            return instructions.get(0).words()[0];
        }

        String name() {
            String[] words = instructions.get(0).words();
            return words.length == 3 ? words[2] : "";
        }

        /** The arguments of each instruction of this kind. */
        List<Instruction> all(String keyword) {
            return instructions.stream()
                    .filter(instruction -> instruction.keyword().equals(keyword))
                    .toList();
        }

        /** The arguments of the last instruction of this kind, which is the one that counts; nothing if there is none. */
        String last(String keyword) {
            List<Instruction> all = all(keyword);
            return all.isEmpty() ? "" : all.get(all.size() - 1).arguments();
        }

        /** The items of an instruction in exec form, such as {@code ["java", "-version"]}. */
        List<String> exec(String keyword) {
            List<String> items = new ArrayList<>();
            Documents.parse(last(keyword)).get(0).forEach(item -> items.add(item.asText()));
            return items;
        }
    }

    /** One instruction; a line that goes on is one line. */
    record Instruction(String keyword, String arguments) {
        String[] words() {
            return arguments.split("\\s+");
        }
    }

    static Dockerfile parse(String text) {
        List<Stage> stages = new ArrayList<>();
        for (String line : text.replaceAll("(?m)^\\s*#.*\\R", "")
                .replaceAll("\\\\\\R\\s*", "")
                .split("\\R")) {
            if (line.isBlank()) {
                continue;
            }
            String[] parts = line.strip().split("\\s+", 2);
            if (parts[0].equals("FROM")) {
                stages.add(new Stage(new ArrayList<>()));
            }
            if (!stages.isEmpty()) {
                stages.get(stages.size() - 1).instructions().add(new Instruction(parts[0], parts[1]));
            }
        }
        return new Dockerfile(stages);
    }

    Stage image() {
        return stages.get(stages.size() - 1);
    }
}

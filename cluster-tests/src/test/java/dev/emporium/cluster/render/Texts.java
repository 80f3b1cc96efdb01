package dev.emporium.cluster.render;

/** Files of the repository. */
public interface Texts {
    /** As they are. */
    Texts OF_THE_REPOSITORY = path -> Services.text(Documents.path(path));

    /** @param path in the repository */
    String of(String path);

    /** The same, with what a fixture changes in one of them. */
    default Texts with(Broken fixture) {
        return path -> path.equals(fixture.file()) ? fixture.in(of(path)) : of(path);
    }
}

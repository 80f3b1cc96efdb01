package dev.emporium.product.transfer.boundary;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How a category is written elsewhere: {@code Clothing > Shoes}. */
final class Categories {
    /** What would be read as another character. */
    private static final Pattern READ = Pattern.compile("&(?=(gt|amp);)");

    private Categories() {}

    /** A path as other shops write one: with blanks around what is between its parts. */
    static String ofPath(String spelt) {
        return Arrays.stream(spelt.split("/"))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("/"));
    }

    /** The way to the category, as it is written here. */
    static String ofBreadcrumbs(String breadcrumbs) {
        return Arrays.stream(breadcrumbs.split(">"))
                .map(part -> part.replace("&gt;", ">")
                        .replace("&amp;", "&")
                        .replace('/', '-')
                        .strip())
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("/"));
    }

    static String toBreadcrumbs(String path) {
        return Arrays.stream(path.split("/"))
                .map(part -> READ.matcher(part).replaceAll("&amp;").replace(">", "&gt;"))
                .collect(Collectors.joining(" > "));
    }
}

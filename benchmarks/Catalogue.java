import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Writes a catalogue of that many products, one JSON object a line, as an import takes it: the same for the same arguments.
 * Some things are in every catalogue as often as people's shops have them (a colour), others grow with it (brands, families).
 */
final class Catalogue {
    private static final String[] THINGS = {
        "lamp", "kettle", "backpack", "jacket", "notebook", "chair", "blanket", "grinder", "bottle", "helmet", "keyboard", "scarf",
        "teapot", "shelf", "tent", "speaker", "mirror", "pillow", "drill", "racket", "planter", "raincoat", "sandals", "puzzle"
    };
    private static final String[] KINDS = {
        "folding", "wireless", "woollen", "compact", "heavy", "quiet", "insulated", "striped", "enamelled", "waterproof", "light",
        "round", "slim", "padded", "ceramic", "oiled", "soft", "classic", "modular", "hand-made"
    };
    private static final String[] ROOMS = {"home", "kitchen", "garden", "sport", "office", "clothing", "travel", "children"};
    private static final String[] COLOURS = {
        "black", "white", "red", "moss green", "navy", "sand", "amber", "slate", "copper", "plum", "teal", "cream"
    };
    private static final String[] SIZES = {"S", "M", "L", "XL"};
    private static final String[] MATERIALS = {"oak", "steel", "linen", "cotton", "wool", "glass", "bamboo", "leather", "nylon"};
    private static final int WORDS = 6_000;

    private final Random random = new Random(7);
    private final List<String> words = new ArrayList<>();
    private final int count;

    private Catalogue(int count) {
        this.count = count;
        String[] beginnings = {"bra", "ke", "lo", "mi", "sta", "tu", "ve", "wo", "fre", "cla", "no", "pi", "ra", "sho", "del", "gri", "ha", "jo"};
        String[] ends = {"nd", "ler", "mon", "ra", "tic", "ver", "shed", "ling", "dow", "ble", "per", "set", "ton", "wick", "zen", "gue", "lf", "rt"};
        for (int i = 0; i < WORDS; i++) {
            words.add(beginnings[i % 18] + (i >= 324 ? beginnings[i / 324 % 18] : "") + ends[i / 18 % 18]);
        }
    }

    /** @param arguments how many products, and a price in minor units to add to theirs */
    public static void main(String[] arguments) throws IOException {
        Catalogue catalogue = new Catalogue(Integer.parseInt(arguments[0]));
        int dearer = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 0;
        try (PrintStream out = new PrintStream(
                new BufferedOutputStream(System.out, 1 << 16), false, StandardCharsets.UTF_8)) {
            for (int i = 0; i < catalogue.count; i++) {
                out.print(catalogue.product(i, dearer));
                out.print('\n');
            }
        }
    }

    private String one(String[] of) {
        return of[random.nextInt(of.length)];
    }

    /** Few words often, most of them rarely. */
    private String word() {
        double place = random.nextDouble();
        return words.get((int) (place * place * place * WORDS));
    }

    private String product(int number, int dearer) {
        int family = number / 4;
        int kind = family * 31 % (KINDS.length * THINGS.length);
        String thing = THINGS[kind % THINGS.length];
        String name = KINDS[kind / THINGS.length] + " " + thing + " " + words.get(family % WORDS);
        StringBuilder description = new StringBuilder("A " + thing + " of " + one(MATERIALS));
        for (int i = 0; i < 24; i++) {
            description.append(i % 8 == 7 ? ". " : " ").append(word());
        }
        int price = 100 + random.nextInt(50_000) + dearer;
        return ("{\"sku\":\"SCALE-%07d\",\"name\":\"%s\",\"description\":\"%s.\",\"category\":\"%s/%s\",\"brand\":\"Brand %s\","
                        + "\"attributes\":{\"colour\":\"%s\",\"size\":\"%s\",\"material\":\"%s\"},\"family\":\"scale-%d\","
                        + "\"price\":{\"amount\":\"%d.%02d\",\"currency\":\"EUR\"},\"weight_grams\":%d,\"stock\":%d}")
                .formatted(
                        number,
                        Character.toUpperCase(name.charAt(0)) + name.substring(1),
                        description,
                        ROOMS[family % ROOMS.length],
                        thing + "s",
                        words.get(family % Math.max(20, count / 500) % WORDS),
                        COLOURS[number % 4 * 3 + family % 3],
                        SIZES[number % SIZES.length],
                        one(MATERIALS),
                        family,
                        price / 100,
                        price % 100,
                        50 + random.nextInt(5_000),
                        random.nextInt(20) == 0 ? 0 : 1 + random.nextInt(500));
    }
}

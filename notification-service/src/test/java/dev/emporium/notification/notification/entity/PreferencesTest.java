package dev.emporium.notification.notification.entity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PreferencesTest {
    private static final Set<Kind> ALL = EnumSet.allOf(Kind.class);
    private static final Set<Kind> REQUIRED = EnumSet.of(
            Kind.PASSWORD_CHANGED,
            Kind.ORDER_RECEIVED,
            Kind.ORDER_CONFIRMED,
            Kind.ORDER_REJECTED,
            Kind.ORDER_CANCELLED,
            Kind.REFUNDED,
            Kind.REFUND_FAILED,
            Kind.STOCK_LOW);

    private static Set<Kind> mailed(Preferences preferences) {
        EnumSet<Kind> wanted = EnumSet.noneOf(Kind.class);
        Arrays.stream(Kind.values())
                .filter(kind -> preferences.want(kind, Channel.MAIL))
                .forEach(wanted::add);
        return wanted;
    }

    @Test
    void mailEverythingToWhoeverHasSaidNothing() {
        assertThat(mailed(Preferences.NONE)).isEqualTo(ALL);
    }

    @Test
    void mailWhatMustBeHeardWhateverIsWanted() {
        assertThat(mailed(new Preferences(null, false, false, null, Set.of()))).isEqualTo(REQUIRED);
        assertThat(mailed(new Preferences(null, true, false, null, ALL))).isEqualTo(REQUIRED);
    }

    @Test
    void mailWhatIsNotUnwanted() {
        Preferences preferences = new Preferences(null, true, false, null, Set.of(Kind.ORDER_SHIPPED));
        assertThat(preferences.want(Kind.ORDER_SHIPPED, Channel.MAIL)).isFalse();
        assertThat(preferences.want(Kind.ORDER_DELIVERED, Channel.MAIL)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void textOnlyWhatThereAreTextsOfToWhoeverHasAskedForThem(Kind kind) {
        assertThat(Preferences.NONE.want(kind, Channel.SMS)).isFalse();
        assertThat(new Preferences(null, true, true, null, Set.of()).want(kind, Channel.SMS))
                .isFalse();
        assertThat(new Preferences(null, true, false, "+442079460000", Set.of()).want(kind, Channel.SMS))
                .isFalse();
        assertThat(new Preferences(null, true, true, "+442079460000", ALL).want(kind, Channel.SMS))
                .isFalse();
        assertThat(new Preferences(null, false, true, "+442079460000", Set.of()).want(kind, Channel.SMS))
                .isEqualTo(kind == Kind.ORDER_SHIPPED || kind == Kind.ORDER_DELIVERED);
    }
}

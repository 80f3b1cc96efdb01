package dev.emporium.shipping.carrier.control;

import dev.emporium.shipping.carrier.entity.Label;
import dev.emporium.shipping.carrier.entity.Parcel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Brings nothing anywhere. Its tracking numbers follow from the keys, so it need not remember them. */
public final class SimulatedCarrier implements Carrier {
    private static final String TRACKING = "https://carrier.example/track/";
    private static final int BYTES = 8;

    @Override
    public Label label(Parcel parcel) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(parcel.key().getBytes(StandardCharsets.UTF_8));
            String number = "SIM" + HexFormat.of().withUpperCase().formatHex(digest, 0, BYTES);
            return new Label(number, TRACKING + number);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** It has no labels that it would have to be paid for. */
    @Override
    public void voidLabel(String key) {}
}

package dev.emporium.customer;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.emporium.customer.account.control.PasswordConfiguration;
import dev.emporium.customer.account.control.ThrottleConfiguration;
import dev.emporium.customer.key.control.KeyConfiguration;
import dev.emporium.platform.ServiceConfiguration;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;

/** The platform's configuration, and what this service alone knows. Read only by its assembly. */
public final class CustomerConfiguration extends ServiceConfiguration {
    /** 32 bytes in Base64, checked where it is used so that the message does not repeat it. */
    @JsonProperty
    String encryptionKey;

    @Valid
    @NotNull
    @JsonProperty
    KeyConfiguration keys;

    @Valid
    @NotNull
    @JsonProperty
    PasswordConfiguration passwords;

    @Valid
    @NotNull
    @JsonProperty
    ThrottleConfiguration throttle;

    /** Names and secrets of the services that sign in. */
    @JsonProperty
    String serviceClients;

    @NotNull
    @JsonProperty
    FirstAdmin firstAdmin;

    @JsonProperty
    boolean demoAccounts;

    /** Who is made an admin when there is none; nobody when the e-mail is empty. */
    record FirstAdmin(String email, String password) {
        boolean isGiven() {
            return email != null && !email.isBlank();
        }

        @Override
        public String toString() {
            return "FirstAdmin[REDACTED]";
        }
    }
}

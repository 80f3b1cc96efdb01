package dev.emporium.customer;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.emporium.customer.account.control.FirstAccounts;
import dev.emporium.customer.credential.control.PasswordConfiguration;
import dev.emporium.customer.credential.control.ThrottleConfiguration;
import dev.emporium.customer.credential.entity.Email;
import dev.emporium.customer.key.control.KeyConfiguration;
import dev.emporium.platform.service.ServiceConfiguration;
import dev.emporium.platform.text.MailAddresses;
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

        void requireBothOrNeither() {
            boolean hasPassword = password != null && !password.isBlank();
            if (isGiven() != hasPassword) {
                throw new IllegalArgumentException(
                        isGiven()
                                ? "firstAdmin.password (FIRST_ADMIN_PASSWORD) must be given: there is FIRST_ADMIN_EMAIL"
                                : "firstAdmin.email (FIRST_ADMIN_EMAIL) must be given: there is FIRST_ADMIN_PASSWORD");
            }
        }

        /** @param demoAccounts whether there are any, of whom none can be the first admin */
        Email address(boolean demoAccounts) {
            Email address = new Email(email);
            MailAddresses.fault(address.text()).ifPresent(message -> {
                throw new IllegalArgumentException("firstAdmin.email (FIRST_ADMIN_EMAIL) " + message);
            });
            if (demoAccounts && FirstAccounts.isDemo(address)) {
                throw new IllegalArgumentException("firstAdmin.email (FIRST_ADMIN_EMAIL) is that of a demo account, and"
                        + " DEMO_ACCOUNTS=true gives it a public password: give another one, or no demo accounts");
            }
            return address;
        }

        @Override
        public String toString() {
            return "FirstAdmin[REDACTED]";
        }
    }
}

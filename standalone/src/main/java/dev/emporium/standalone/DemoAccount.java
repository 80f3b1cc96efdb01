package dev.emporium.standalone;

/** The accounts that customer-service makes with {@code DEMO_ACCOUNTS=true}: known to all, so on this machine only. */
enum DemoAccount {
    CUSTOMER,
    STAFF,
    ADMIN;

    String email() {
        return word() + "@emporium.example";
    }

    String password() {
        return "demo-" + word() + "-password";
    }

    /** What signs it in. */
    String credentials() {
        return "{\"grant_type\":\"password\",\"email\":\"" + email() + "\",\"password\":\"" + password() + "\"}";
    }

    private String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}

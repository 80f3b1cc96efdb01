package dev.emporium.system;

/** What a request can bear in its {@code Authorization}, from nothing to everything: the columns of the access matrix. */
enum Bearer {
    NONE,
    MALFORMED,
    EXPIRED,
    ISSUER,
    AUDIENCE,
    ALG_NONE,
    HS256,
    KID,
    CUSTOMER,
    ANOTHER,
    STAFF,
    ADMIN,
    /** An admin when the token was made, a customer by now. */
    FORMER,
    SERVICE;

    /** Whether it is a token of the house. */
    boolean isBelieved() {
        return compareTo(CUSTOMER) >= 0;
    }

    /** Whether it is somebody with an account. */
    boolean isPerson() {
        return isBelieved() && this != SERVICE;
    }
}

--liquibase formatted sql

--changeset emporium:customer-0006
create table signing_keys (
    kid           text        primary key,
    public_key    text        not null,
    sealed_key    bytea       not null,
    created_at    timestamptz not null,
    signs_from    timestamptz not null unique
);
comment on table signing_keys is 'The key with the latest signs_from that has come signs; earlier ones are published until their last token has expired';
comment on column signing_keys.sealed_key is 'The private key, PKCS 8, by AES-256-GCM: nonce, then ciphertext with tag; the kid is authenticated with it';
--rollback drop table signing_keys;

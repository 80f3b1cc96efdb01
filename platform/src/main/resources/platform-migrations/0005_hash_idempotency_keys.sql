--liquibase formatted sql

--changeset emporium:platform-0007
alter table idempotency_keys add column key_hash bytea;
comment on column idempotency_keys.key is 'SHA-256 of operation and key; the version before has kept the key itself';
comment on column idempotency_keys.key_hash is 'SHA-256 of the key alone, for the version before: it goes with that';
--rollback alter table idempotency_keys drop column key_hash;

--changeset emporium:platform-0008 runInTransaction:false
drop index concurrently if exists idempotency_keys_key_hash;
create index concurrently idempotency_keys_key_hash on idempotency_keys (caller, key_hash);
--rollback drop index idempotency_keys_key_hash;

--changeset emporium:platform-0009 splitStatements:false
create function idempotency_keys_of_before() returns trigger language plpgsql as $$
begin
    if exists (select from idempotency_keys
               where caller = new.caller and key_hash = sha256(convert_to(new.key, 'UTF8'))) then
        return null;
    end if;
    return new;
end
$$;
comment on function idempotency_keys_of_before() is
    'The version before cannot find what this one has served: it is kept from serving it again, and answers 409';
--rollback drop function idempotency_keys_of_before();

--changeset emporium:platform-0010
create trigger idempotency_keys_of_before before insert on idempotency_keys
    for each row when (new.key not like 'sha256:%') execute function idempotency_keys_of_before();
--rollback drop trigger idempotency_keys_of_before on idempotency_keys;

--liquibase formatted sql

--changeset emporium:customer-0010
update customers c set email = normalize(email, nfc), email_key = normalize(email_key, nfc)
where email_key is not nfc normalized
    and not exists (select 1 from customers other where other.email_key = normalize(c.email_key, nfc));
--rollback select 1;

--liquibase formatted sql

--changeset emporium:customer-0013 splitStatements:false
create or replace function security_events_only_grow() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and current_setting('emporium.forgetting', true) = 'old' then
        return null;
    end if;
    raise exception 'the audit trail is append-only' using errcode = 'insufficient_privilege';
end
$$;
--rollback select 1;

--changeset emporium:customer-0014 splitStatements:false
create function security_events_stay_a_year() returns trigger language plpgsql as $$
begin
    if old.at > clock_timestamp() - interval '365 days' then
        raise exception 'the audit trail is append-only' using errcode = 'insufficient_privilege';
    end if;
    return old;
end
$$;
--rollback drop function security_events_stay_a_year();

--changeset emporium:customer-0015
create trigger security_events_stay_a_year before delete on security_events
    for each row execute function security_events_stay_a_year();
--rollback drop trigger security_events_stay_a_year on security_events;

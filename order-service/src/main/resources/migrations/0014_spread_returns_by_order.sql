--liquibase formatted sql

-- Several machines can share the tables once each key has the order that its row is of. The version before knows of a line the return
-- alone, so its order is filled in for it.
--changeset emporium:order-0020 splitStatements:false
create function order_of_return() returns trigger language plpgsql as $$
begin
    new.order_id := (select order_id from returns where return_id = new.return_id);
    return new;
end
$$;
comment on function order_of_return() is 'For the version before, and goes with it';
--rollback drop function order_of_return();

--changeset emporium:order-0021
alter table return_lines add column order_id uuid;
create trigger return_lines_order before insert on return_lines
    for each row when (new.order_id is null) execute function order_of_return();
--rollback alter table return_lines drop column order_id;

-- What was there before the trigger was, a thousand returns at a time.
--changeset emporium:order-0022 runInTransaction:false splitStatements:false
do $$
declare
    last uuid := '00000000-0000-0000-0000-000000000000';
    batch uuid[];
begin
    loop
        batch := array(select return_id from returns where return_id > last order by return_id limit 1000);
        exit when batch = '{}';
        update return_lines l set order_id = r.order_id
        from returns r where r.return_id = l.return_id and l.return_id = any(batch) and l.order_id is null;
        last := batch[cardinality(batch)];
        commit;
    end loop;
end
$$;
--rollback select 1;

--changeset emporium:order-0023 runInTransaction:false
create unique index concurrently returns_of_orders on returns (order_id, return_id);
--rollback drop index returns_of_orders;

--changeset emporium:order-0024 runInTransaction:false
create index concurrently returns_by_id on returns (return_id);
--rollback drop index returns_by_id;

--changeset emporium:order-0025 runInTransaction:false
create unique index concurrently return_lines_of_orders on return_lines (order_id, return_id, product_id);
--rollback drop index return_lines_of_orders;

--changeset emporium:order-0026 runInTransaction:false
create index concurrently return_lines_by_return on return_lines (return_id);
--rollback drop index return_lines_by_return;

--changeset emporium:order-0027
alter table return_lines add constraint return_lines_order_id_not_null not null order_id not valid;
alter table return_lines add foreign key (order_id, return_id) references returns (order_id, return_id) not valid;
--rollback alter table return_lines drop constraint return_lines_order_id_not_null, drop constraint return_lines_order_id_return_id_fkey;

--changeset emporium:order-0028
alter table return_lines validate constraint return_lines_order_id_not_null;
alter table return_lines validate constraint return_lines_order_id_return_id_fkey;
--rollback select 1;

-- From here on each key has the order; what the version before finds a row by is still an index.
--changeset emporium:order-0029
alter table return_lines
    drop constraint return_lines_return_id_fkey,
    drop constraint return_lines_pkey,
    add constraint return_lines_pkey primary key using index return_lines_of_orders;
--rollback alter table return_lines drop constraint return_lines_pkey, add primary key (return_id, product_id);

--changeset emporium:order-0030
drop index returns_of_order;
alter table returns
    drop constraint returns_pkey,
    add constraint returns_pkey primary key using index returns_of_orders;
--rollback create index returns_of_order on returns (order_id, return_id);
--rollback alter table returns drop constraint returns_pkey cascade, add primary key (return_id);

--liquibase formatted sql

--changeset emporium:product-0009
alter table stock add column offer text not null default 'on_sale';
alter table stock alter column offer drop default;
alter table stock add constraint stock_offer check (offer in ('on_sale', 'withdrawn', 'hidden', 'gone')) not valid;
comment on column stock.offer is 'What may be done with the stock: sold; seen; seen by staff; nothing, as the product was deleted';
create function stock_offer_of(status text, deleted_at timestamptz) returns text language sql immutable
    return case when deleted_at is not null then 'gone' when status = 'active' then 'on_sale'
        when status = 'draft' then 'hidden' else 'withdrawn' end;
--rollback drop function stock_offer_of(text, timestamptz); alter table stock drop column offer;

--changeset emporium:product-0010 splitStatements:false
-- the version before marks nothing: until it is gone, the mark follows what it writes
create function stock_opens_as_its_product() returns trigger language plpgsql as $$
begin
    select stock_offer_of(status, deleted_at) into new.offer from products where product_id = new.product_id;
    return new;
end
$$;
create trigger stock_opens_as_its_product before insert on stock
    for each row when (new.offer is null) execute function stock_opens_as_its_product();
create function stock_follows_its_product() returns trigger language plpgsql as $$
begin
    update stock set offer = stock_offer_of(new.status, new.deleted_at)
    where product_id = new.product_id and offer <> stock_offer_of(new.status, new.deleted_at);
    return null;
end
$$;
create trigger stock_follows_its_product after update of status, deleted_at on products
    for each row when (old.status <> new.status or old.deleted_at is distinct from new.deleted_at)
    execute function stock_follows_its_product();
--rollback drop trigger stock_opens_as_its_product on stock; drop function stock_opens_as_its_product(); drop trigger stock_follows_its_product on products; drop function stock_follows_its_product();

--changeset emporium:product-0011 runInTransaction:false splitStatements:false
-- what was not on sale when the triggers came; a product that somebody is changing is waited for
do $$
declare
    last uuid := '00000000-0000-0000-0000-000000000000';
begin
    loop
        with batch as (
            select product_id, stock_offer_of(status, deleted_at) as offer from products
            where product_id > last and (status <> 'active' or deleted_at is not null)
            order by product_id limit 1000 for share
        ), marked as (
            update stock s set offer = batch.offer from batch
            where s.product_id = batch.product_id and s.offer <> batch.offer
        )
        select (select product_id from batch order by product_id desc limit 1) into last;
        commit;
        exit when last is null;
    end loop;
end
$$;
--rollback select 1;

--changeset emporium:product-0012
alter table stock validate constraint stock_offer;
--rollback select 1;

--changeset emporium:product-0013
create view stock_levels as select product_id, on_hand - reserved as available, in_stock from stock;
comment on view stock_levels is 'What the stock offers to other components'' statements: how many of each product can be ordered';
--rollback drop view stock_levels;

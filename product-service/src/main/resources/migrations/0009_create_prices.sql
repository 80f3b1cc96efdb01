--liquibase formatted sql

--changeset emporium:product-0024
create table prices (
    product_id   uuid        not null references products,
    since        timestamptz not null,
    price_minor  bigint,
    currency     text,
    lowest_minor bigint,
    primary key (product_id, since),
    constraint prices_on_sale check ((price_minor is null) = (currency is null)),
    constraint prices_lower check (lowest_minor > price_minor)
);
comment on table prices is 'What each product was sold for since when; without a price it was not on sale';
comment on column prices.lowest_minor is 'the lowest price of the thirty days before this one, if that is a reduction of it (Directive 98/6/EC, Article 6a)';
--rollback drop table prices;

--changeset emporium:product-0025 splitStatements:false
create function prices_only_grow() returns trigger language plpgsql as $$
begin
    raise exception 'the history of prices is append-only' using errcode = 'insufficient_privilege';
end
$$;
create trigger prices_only_grow before update or delete on prices
    for each statement execute function prices_only_grow();
--rollback drop trigger prices_only_grow on prices; drop function prices_only_grow();

--changeset emporium:product-0026
-- the price has been the same since the last change of the product, and what was before is not known
insert into prices (product_id, since, price_minor, currency)
select product_id, updated_at, price_minor, currency from products where deleted_at is null and status = 'active'
on conflict do nothing;
--rollback select 1;

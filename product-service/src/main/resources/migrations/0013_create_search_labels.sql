--liquibase formatted sql

--changeset emporium:product-0111
create table search_labels (
    kind  text not null check (kind in ('brand', 'category')),
    start text collate "C" not null,
    label text not null,
    primary key (kind, start, label)
);
comment on table search_labels is 'Every brand and category that any listing has had, by where people may begin to type it: at each of its words';
comment on column search_labels.start is 'the brand, or the last part of the category, without accents and capitals, from one of its words on';
--rollback drop table search_labels;

--changeset emporium:product-0112 splitStatements:false
create function listings_enter_labels() returns trigger language plpgsql as $$
begin
    insert into search_labels (kind, start, label)
    select distinct kind, left(array_to_string(words[first:], ' '), 100), label
    from (
        select 'brand', new.brand, new.brand where new.brand is not null
        union all
        select 'category', array_to_string(parts[1:depth], '/'), parts[depth]
        from string_to_array(new.category, '/') as parts, generate_series(1, cardinality(parts)) as depth
    ) as labels (kind, label, name), regexp_split_to_array(search_key(name), '[^[:alnum:]]+') as words,
        generate_series(1, cardinality(words)) as first
    where words[first] <> ''
    order by 1, 2, 3 on conflict do nothing;
    return null;
end
$$;
create trigger listings_added_enter_labels after insert on listings
    for each row execute function listings_enter_labels();
create trigger listings_changed_enter_labels after update of category, brand on listings
    for each row when (new.category is distinct from old.category or new.brand is distinct from old.brand)
    execute function listings_enter_labels();
--rollback drop trigger listings_changed_enter_labels on listings; drop trigger listings_added_enter_labels on listings; drop function listings_enter_labels();

--changeset emporium:product-0113
insert into search_labels (kind, start, label)
select distinct kind, left(array_to_string(words[first:], ' '), 100), label
from (
    select 'brand', brand, brand from (select distinct brand from listings where brand is not null) as brands
    union
    select 'category', array_to_string(parts[1:depth], '/'), parts[depth]
    from (select distinct category from listings where category is not null) as categories,
        string_to_array(category, '/') as parts, generate_series(1, cardinality(parts)) as depth
) as labels (kind, label, name), regexp_split_to_array(search_key(name), '[^[:alnum:]]+') as words,
    generate_series(1, cardinality(words)) as first
where words[first] <> ''
order by 1, 2, 3 on conflict do nothing;
--rollback select 1;

--changeset emporium:product-0114 runInTransaction:false
create index concurrently listings_by_brand on listings (brand);
--rollback drop index listings_by_brand;

--changeset emporium:product-0115 runInTransaction:false
create index concurrently listings_by_category on listings (category collate "C");
--rollback drop index listings_by_category;

--liquibase formatted sql

--changeset emporium:product-0017
create table categories (
    path        text primary key,
    category_id uuid not null unique default uuidv7(),
    parent      text references categories,
    name        text not null,
    sort_order  int  not null default 0,
    constraint categories_path check (path = coalesce(parent || '/', '') || substring(path from '[^/]+$'))
);
comment on table categories is 'The tree of categories: a path such as clothing/shoes, under its parent''s';
comment on column categories.sort_order is 'where it stands among those under the same parent: the smallest first, then by name';
create index categories_parent on categories (parent);
--rollback drop table categories;

--changeset emporium:product-0018 splitStatements:false
-- as the boundary takes it: one to eight parts, none of them empty and none with blanks around it
create function category_path(spelt text) returns text language sql stable return (
    select nullif(concat_ws('/', nullif(array_to_string(parts[1:7], '/'), ''), nullif(array_to_string(parts[8:], ' '), '')), '')
    from string_to_array(trim(both '/ ' from regexp_replace(spelt, ' *(/ *)+', '/', 'g')), '/') as parts
);
-- adds a category with its parents, or waits for who is deleting it; it stays until the transaction ends
create function enter_category(entered text) returns boolean language plpgsql as $$
declare
    parts text[];
    above text;
    step  text;
    added boolean := false;
begin
    perform from categories where path = entered for key share;
    if not found then
        parts := string_to_array(entered, '/');
        for depth in 1..cardinality(parts) loop
            step := array_to_string(parts[1:depth], '/');
            loop
                insert into categories (path, parent, name) values (step, above, parts[depth]) on conflict (path) do nothing;
                added := found;
                perform from categories where path = step for key share;
                exit when found;
            end loop;
            above := step;
        end loop;
    end if;
    return added;
end
$$;
create function products_enter_category() returns trigger language plpgsql as $$
begin
    new.category := category_path(new.category);
    perform enter_category(new.category);
    return new;
end
$$;
--rollback drop function products_enter_category(); drop function enter_category(text); drop function category_path(text);

--changeset emporium:product-0019
-- whoever writes a product: an import too, and the version before
create trigger products_added_enter_category before insert on products
    for each row when (new.category is not null) execute function products_enter_category();
create trigger products_changed_enter_category before update of category on products
    for each row when (new.category is not null and new.category is distinct from old.category)
    execute function products_enter_category();
--rollback drop trigger products_added_enter_category on products; drop trigger products_changed_enter_category on products;

--changeset emporium:product-0020
-- the triggers enter them
update products set category = category_path(category)
where category is not null and category is distinct from category_path(category);
select enter_category(category) from (select distinct category from products where category is not null order by category) as used;
--rollback select 1;

--changeset emporium:product-0021
alter table products add constraint products_category foreign key (category) references categories not valid;
--rollback alter table products drop constraint products_category;

--changeset emporium:product-0022
alter table products validate constraint products_category;
--rollback select 1;

--changeset emporium:product-0023 runInTransaction:false
-- for who deletes a category
create index concurrently products_by_category on products (category) where category is not null;
--rollback drop index products_by_category;

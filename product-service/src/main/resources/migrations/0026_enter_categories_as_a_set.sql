--liquibase formatted sql

--changeset emporium:product-0261 splitStatements:false
-- who has entered the categories of many products itself says so for its transaction, and they are not looked for again
drop trigger products_added_enter_category on products;
create trigger products_added_enter_category before insert on products for each row
    when (new.category is not null and current_setting('emporium.categories', true) is distinct from 'entered')
    execute function products_enter_category();
drop trigger products_changed_enter_category on products;
create trigger products_changed_enter_category before update of category on products for each row
    when (new.category is not null and new.category is distinct from old.category
        and current_setting('emporium.categories', true) is distinct from 'entered')
    execute function products_enter_category();
--rollback drop trigger products_added_enter_category on products; create trigger products_added_enter_category before insert on products for each row when (new.category is not null) execute function products_enter_category(); drop trigger products_changed_enter_category on products; create trigger products_changed_enter_category before update of category on products for each row when (new.category is not null and new.category is distinct from old.category) execute function products_enter_category();

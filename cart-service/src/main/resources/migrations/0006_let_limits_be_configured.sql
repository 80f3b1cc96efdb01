--liquibase formatted sql

--changeset emporium:cart-0006
alter table cart_items drop constraint cart_items_quantity_check;
alter table cart_items add constraint cart_items_quantity_positive check (quantity > 0) not valid;
--rollback alter table cart_items drop constraint cart_items_quantity_positive;
--rollback alter table cart_items add constraint cart_items_quantity_check check (quantity between 1 and 999);

--changeset emporium:cart-0007
alter table cart_items validate constraint cart_items_quantity_positive;
--rollback empty

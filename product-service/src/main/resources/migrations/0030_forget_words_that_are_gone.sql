--liquibase formatted sql

--changeset emporium:product-0301
comment on table search_words is 'Words of listings: what a misspelt or unfinished word may have meant; those that no listing has any more go within a day';
comment on table search_labels is 'Brands and categories of listings, by where people may begin to type them: at each of their words; those that no listing has any more go within a day';
--rollback select 1;

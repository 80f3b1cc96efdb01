#!/usr/bin/env bash
# Run by the image of PostgreSQL when its folder is empty: a database and its owner for each service, and nobody else
# gets in.
set -euo pipefail

create() {
  psql --no-psqlrc --set=ON_ERROR_STOP=1 --username=postgres --set=database="$1" --set=owner="$2" --set=password="$3" <<'END_OF_SQL'
create user :"owner" password :'password';
create database :"database" owner :"owner";
revoke connect on database :"database" from public;
END_OF_SQL
}

create product product "$PRODUCT_DATABASE_PASSWORD"
create cart cart "$CART_DATABASE_PASSWORD"
create orders order "$ORDER_DATABASE_PASSWORD"
create customer customer "$CUSTOMER_DATABASE_PASSWORD"
